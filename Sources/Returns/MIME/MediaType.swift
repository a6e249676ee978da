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
    var isMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global") }
    var name: String { "\(type)/\(subtype)" }

    /// Nil for what names no type.
    init?(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// Nil for what names no type.
    init?(_ bytes: ArraySlice<UInt8>) {
        let head = bytes.prefix { $0 != 0x3B }
        guard let slash = head.firstIndex(of: 0x2F) else { return nil }
        let type = head[..<slash].trimmed
        let subtype = head[(slash + 1)...].prefix { $0 != 0x28 && !$0.isWhite }
        guard !type.isEmpty, !subtype.isEmpty, !subtype.contains(0x2F) else { return nil }
        self.type = type.lowercased
        self.subtype = subtype.lowercased
        parameters = Parameters.read(bytes[head.endIndex...])
    }
}

/// The parameters of a field.
enum Parameters {
    private static let most = 50

    static func read(_ bytes: ArraySlice<UInt8>) -> [String: String] {
        var found: [String: String] = [:]
        var parts: [String: [(number: Int, value: ArraySlice<UInt8>, isEncoded: Bool)]] = [:]
        var rest = bytes
        for _ in 0..<most {
            rest = rest.drop { $0 == 0x3B || $0.isWhite }
            guard let mark = rest.firstIndex(where: { $0 == 0x3D || $0 == 0x3B }) else { break }
            let name = rest[..<mark].trimmed
            guard rest[mark] == 0x3D else {
                rest = rest[mark...]
                continue
            }
            rest = rest[(mark + 1)...].drop(while: \.isWhite)
            let value = value(&rest)
            // RFC 2231 §3 and §4: name*0, name*1*, name*.
            if let star = name.firstIndex(of: 0x2A) {
                let number = Int(
                    String(decoding: name[(star + 1)...].prefix(while: \.isDigit), as: UTF8.self))
                parts[name[..<star].lowercased, default: []].append((number ?? 0, value, name.last == 0x2A))
            } else if found[name.lowercased] == nil {
                found[name.lowercased] = EncodedWords.text(value)
            }
        }
        for (name, pieces) in parts {
            found[name] = joined(pieces.sorted { $0.number < $1.number })
        }
        return found
    }

    /// A word, or what stands between quotation marks, which some forget to close.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard rest.first == 0x22 else {
            let word = rest.prefix { $0 != 0x3B }
            rest = rest[word.endIndex...]
            return word.trimmed
        }
        var value: [UInt8] = []
        rest.removeFirst()
        while let byte = rest.popFirst(), byte != 0x22 {
            value.append(byte == 0x5C ? rest.popFirst() ?? byte : byte)
        }
        return value[...]
    }

    private static func joined(_ pieces: [(number: Int, value: ArraySlice<UInt8>, isEncoded: Bool)]) -> String
    {
        var charset: String?
        var bytes: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            var value = piece.value
            if piece.isEncoded, index == 0 {
                let words = value.split(separator: 0x27, maxSplits: 2, omittingEmptySubsequences: false)
                if words.count == 3 {
                    (charset, value) = (String(decoding: words[0], as: UTF8.self), words[2])
                }
            }
            bytes += piece.isEncoded ? TransferDecoding.percent(value) : Array(value)
        }
        return EncodedWords.text(bytes[...], charset)
    }
}
