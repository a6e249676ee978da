// SPDX-License-Identifier: Apache-2.0
import Foundation

/// JSON-LD as news sites write it.
enum LinkedData {
    /// The articles among a script's objects, and those in its lists, which may be other stories; none when the script is no
    /// JSON.
    static func articles(_ script: String) -> (own: [[String: Any]], listed: [[String: Any]]) {
        objects(in: script) { $0.hasSuffix("Article") || $0.hasSuffix("Posting") || $0 == "Report" }
    }

    /// The pages among a script's objects, which know the day and the author where no article does.
    static func pages(_ script: String) -> [[String: Any]] {
        objects(in: script) { $0.hasSuffix("Page") || $0 == "CreativeWork" }.own
    }

    /// Objects that are found, and authors of one of them.
    private static let most = 50
    /// Values that are looked at.
    private static let mostValues = 5_000

    private static func objects(
        in script: String, of isWanted: (String) -> Bool
    ) -> (own: [[String: Any]], listed: [[String: Any]]) {
        guard let root = try? JSONSerialization.jsonObject(with: Data(mended(script).utf8)) else {
            return ([], [])
        }
        var looked = 0
        var (found, listed): ([[String: Any]], [[String: Any]]) = ([], [])
        var open = [(value: root, depth: 0, isListed: false)]
        while let (value, depth, isListed) = open.popLast(), found.count + listed.count < most,
            looked < mostValues
        {
            looked += 1
            if let list = value as? [Any], depth < 6 {
                open += list.prefix(mostValues).reversed().map { ($0, depth + 1, isListed) }
            } else if var object = value as? [String: Any], depth < 6 {
                let types = object["@type"] as? [String] ?? (object["@type"] as? String).map { [$0] } ?? []
                if types.contains(where: isWanted) {
                    if let author = object["author"] { object["author"] = followed(author, in: root) }
                    if isListed { listed.append(object) } else { found.append(object) }
                }
                for key in ["itemListElement", "item", "mainEntity", "@graph"] {
                    object[key].map { open.append(($0, depth + 1, isListed || key == "itemListElement")) }
                }
            }
        }
        return (found, listed)
    }

    /// What sites put around and into their JSON: a CDATA section, line ends inside of texts, a semicolon behind it.
    private static func mended(_ script: String) -> String {
        script.replacing(/\/\*.{0,20}\*\/|\/\/(?=<!\[CDATA\[|\]\]>)|<!\[CDATA\[|\]\]>|<!--|-->/, with: "")
            .replacing(/[\u{0}-\u{1F}]/, with: " ").trimming { $0.isWhitespace || $0 == ";" }
    }

    /// Authors that are named by a reference into the same graph, as what it holds.
    private static func followed(_ author: Any, in root: Any) -> Any {
        if let list = author as? [Any] { return list.prefix(most).map { followed($0, in: root) } }
        guard let object = author as? [String: Any], object["name"] == nil, let id = object["@id"] as? String
        else {
            return author
        }
        let graph = (root as? [String: Any])?["@graph"] as? [Any] ?? root as? [Any] ?? []
        return graph.lazy.compactMap { $0 as? [String: Any] }.first {
            $0["@id"] as? String == id && $0["name"] != nil
        }
            ?? author
    }

    /// Persons' names, whether given as a text, an object or a list.
    static func names(_ value: Any?) -> [String] {
        switch value {
        case let name as String:
            name.contains("://") ? [] : [Self.words(name)].compactMap(\.self)
        case let person as [String: Any]: names(person["name"])
        case let list as [Any]: list.prefix(most).flatMap(names)
        default: []
        }
    }

    /// An image's address, whether given as a text, an object or a list.
    static func image(_ value: Any?) -> String? {
        switch value {
        case let url as String: url
        case let image as [String: Any]: image["url"] as? String
        case let list as [Any]: list.lazy.prefix(3).compactMap(image).first
        default: nil
        }
    }
}

extension LinkedData {
    /// A text on one line, character references resolved.
    static func words(_ text: String) -> String? {
        (text.contains("&") ? HTMLDocument(text).root.text : text).cleanedForIntake().presentLine
    }
}

extension [String: Any] {
    func line(_ key: String) -> String? { (self[key] as? String).flatMap(LinkedData.words) }
}
