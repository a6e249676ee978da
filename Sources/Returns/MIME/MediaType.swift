// SPDX-License-Identifier: Apache-2.0

/// What a Content-Type says (RFC 2045 §5.1), with parameters in parts and other encodings (RFC 2231).
public struct MediaType: Hashable, Sendable {
    /// In lower case: `multipart`.
    public let type: String
    /// In lower case: `report`.
    public let subtype: String
    /// By their names in lower case.
    public let parameters: [String: String]

    static let text = MediaType("text/plain")!
    static let message = MediaType("message/rfc822")!

    var isMultipart: Bool { type == "multipart" }
    var isDigest: Bool { isMultipart && subtype == "digest" }
    /// Whether its content is a message (RFC 2046 §5.2.1, RFC 6532 §3.7).
    var isMessage: Bool { type == "message" && ["rfc822", "global"].contains(subtype) }
    var name: String { "\(type)/\(subtype)" }

    /// Nil for what names no type.
    init?(_ text: String) {
        var rest = text[...]
        let head = rest.prefix { $0 != ";" }
        rest = rest[head.endIndex...]
        let words = head.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2 else { return nil }
        type = words[0].trimming(\.isWhitespace).lowercased()
        subtype = words[1].prefix { $0 != "(" && !$0.isWhitespace }.lowercased()
        guard !type.isEmpty, !subtype.isEmpty else { return nil }
        parameters = Parameters.read(rest)
    }
}

/// The parameters of a field.
enum Parameters {
    private static let most = 50

    static func read(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        var parts: [String: [(number: Int, value: String, isEncoded: Bool)]] = [:]
        var rest = text
        for _ in 0..<most {
            rest = rest.drop { $0 == ";" || $0.isWhitespace }
            guard let mark = rest.firstIndex(where: { $0 == "=" || $0 == ";" }) else { break }
            let name = rest[..<mark].trimming(\.isWhitespace).lowercased()
            guard rest[mark] == "=" else {
                rest = rest[mark...]
                continue
            }
            rest = rest[rest.index(after: mark)...].drop(while: \.isWhitespace)
            let value = value(&rest)
            // RFC 2231 §3 and §4: name*0, name*1*, name*.
            let pieces = name.split(separator: "*", omittingEmptySubsequences: false)
            if pieces.count == 1 {
                found[name] = found[name] ?? value
            } else {
                let number = Int(pieces[1]) ?? 0
                parts[String(pieces[0]), default: []].append((number, value, name.hasSuffix("*")))
            }
        }
        for (name, pieces) in parts {
            found[name] = joined(pieces.sorted { $0.number < $1.number })
        }
        return found
    }

    /// A word, or what stands between quotation marks, which some forget to close.
    private static func value(_ rest: inout Substring) -> String {
        guard rest.first == "\"" else {
            let word = rest.prefix { $0 != ";" }
            rest = rest[word.endIndex...]
            return word.trimming(\.isWhitespace)
        }
        var value = ""
        rest.removeFirst()
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
        }
        return value
    }

    private static func joined(_ pieces: [(number: Int, value: String, isEncoded: Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            var value = piece.value[...]
            if piece.isEncoded, index == 0 {
                let words = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if words.count == 3 { (charset, value) = (String(words[0]), words[2]) }
            }
            bytes += piece.isEncoded ? TransferDecoding.percent(value.utf8) : Array(value.utf8)
        }
        return EncodedWords.text(bytes, charset)
    }
}
