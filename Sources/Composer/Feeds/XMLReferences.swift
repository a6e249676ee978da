// SPDX-License-Identifier: Apache-2.0

/// Mends what feeds get wrong most often: HTML's named characters, which XML does not know, and bare ampersands.
enum XMLReferences {
    private static let known: Set<String> = ["amp", "lt", "gt", "quot", "apos"]
    /// The most names that are looked up, each once by a parser: more than HTML has.
    private static let most = 3_000

    static func mended(_ text: String) -> String {
        var result = ""
        var rest = text[text.startIndex...].drop { $0.isWhitespace }
        var named: [String: String] = [:]
        while let mark = rest.utf8.firstIndex(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) {
            result += rest[..<mark]
            rest = rest[mark...]
            if rest.hasPrefix("<![CDATA[") {
                let end = rest.firstRange(of: "]]>")?.upperBound ?? rest.endIndex
                result += rest[..<end]
                rest = rest[end...]
            } else if rest.hasPrefix("<") {
                result += "<"
                rest = rest.dropFirst()
            } else {
                let name = rest.dropFirst().prefix(32).prefix {
                    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#")
                }
                let isClosed = rest.dropFirst(1 + name.count).first == ";" && !name.isEmpty
                if isClosed, name.hasPrefix("#X") {
                    // XML knows the small letter alone.
                    result += "&#x"
                    rest = rest.dropFirst(2)
                } else if isClosed, name.hasPrefix("#") || known.contains(String(name)) {
                    result += "&"
                } else if isClosed {
                    let key = String(name)
                    let isOneMore = named.count < most
                    let character = named[key] ?? (isOneMore ? HTMLDocument("&\(key);").root.text : "&")
                    if isOneMore { named[key] = character }
                    result += character.hasPrefix("&") ? "&amp;\(key);" : character
                    rest = rest.dropFirst(1 + name.count)
                } else {
                    result += "&amp;"
                }
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
