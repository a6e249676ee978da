// SPDX-License-Identifier: Apache-2.0
import Foundation

/// JSON-LD as news sites write it.
enum LinkedData {
    /// The article among a script's objects; nil when there is none or the script is no JSON.
    static func article(_ script: String) -> [String: Any]? {
        object(in: script) { $0.hasSuffix("Article") || $0.hasSuffix("Posting") || $0 == "Report" }
    }

    /// The page among a script's objects, which knows the day and the author where no article does.
    static func page(_ script: String) -> [String: Any]? {
        object(in: script) { $0.hasSuffix("Page") || $0 == "CreativeWork" }
    }

    private static func object(in script: String, of isWanted: @escaping (String) -> Bool) -> [String: Any]? {
        guard let value = try? JSONSerialization.jsonObject(with: Data(mended(script).utf8)),
            var object = find(value, depth: 0, isWanted)
        else { return nil }
        if let author = object["author"] { object["author"] = followed(author, in: value) }
        return object
    }

    private static func find(
        _ value: Any, depth: Int, _ isWanted: @escaping (String) -> Bool
    ) -> [String: Any]? {
        guard depth < 6 else { return nil }
        if let list = value as? [Any] {
            return list.lazy.compactMap { find($0, depth: depth + 1, isWanted) }.first
        }
        guard let object = value as? [String: Any] else { return nil }
        let types = object["@type"] as? [String] ?? (object["@type"] as? String).map { [$0] } ?? []
        if types.contains(where: isWanted) { return object }
        return ["@graph", "mainEntity", "itemListElement"].lazy.compactMap { object[$0] }
            .compactMap { find($0, depth: depth + 1, isWanted) }.first
    }

    /// What sites put around and into their JSON: a CDATA section, line ends inside of texts, a semicolon behind it.
    private static func mended(_ script: String) -> String {
        script.replacing(/\/\*.{0,20}\*\/|\/\/(?=<!\[CDATA\[|\]\]>)|<!\[CDATA\[|\]\]>|<!--|-->/, with: "")
            .replacing(/[\u{0}-\u{1F}]/, with: " ").trimming { $0.isWhitespace || $0 == ";" }
    }

    /// Authors that are named by a reference into the same graph, as what it holds.
    private static func followed(_ author: Any, in root: Any) -> Any {
        if let list = author as? [Any] { return list.prefix(10).map { followed($0, in: root) } }
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
        case let list as [Any]: list.prefix(10).flatMap(names)
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
