// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// A message that the sandbox keeps, as far as a page shows it: what Daybreak itself writes, one level of parts deep.
struct KeptMail {
    /// Decoded, by their names in lower case; of several fields of one name the first.
    let fields: [String: String]
    /// Everybody it was delivered to.
    let recipients: [String]
    /// The parts, decoded; empty where there is none.
    let html: String
    let text: String

    /// Characters of a head that are read, and parts of a message: a stranger's may have any number.
    private static let longestHead = 20_000
    private static let mostParts = 20

    /// Reads a message.
    init(_ bytes: [UInt8]) {
        let (head, body) = Self.parted(String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n"))
        let all = Self.fields(head)
        fields = Dictionary(all.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        recipients = all.filter { $0.name == "delivered-to" }.map(\.value)
        let parts = Self.parts(of: body, fields)
        func part(_ type: String) -> String {
            parts.first { $0.fields["content-type"]?.lowercased().hasPrefix(type) == true }.map(Self.decoded)
                ?? ""
        }
        (html, text) = (part("text/html"), part("text/plain"))
    }

    private typealias Part = (fields: [String: String], body: String)

    private static func parted(_ text: String) -> (head: String, body: String) {
        guard let end = text.firstRange(of: "\n\n") else { return (text, "") }
        return (String(text[..<end.lowerBound]), String(text[end.upperBound...]))
    }

    /// RFC 5322 §2.2: a line that begins with white space goes on with the one before.
    private static func fields(_ head: String) -> [(name: String, value: String)] {
        String(head.prefix(longestHead)).replacing(/\n[ \t]+/, with: " ").split(separator: "\n").compactMap {
            line in
            line.firstIndex(of: ":").map { colon in
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                return (line[..<colon].lowercased(), words(String(value)))
            }
        }
    }

    /// RFC 2047 §2: encoded words; white space between two of them is none.
    private static func words(_ text: String) -> String {
        text.replacing(/\?=[ \t]+=\?/, with: "?==?").replacing(/=\?[Uu][Tt][Ff]-8\?([BbQq])\?([^?]*)\?=/) {
            match in
            let word = String(match.2)
            if match.1.lowercased() == "q" { return quoted(word.replacing("_", with: "=20")) }
            return Data(base64Encoded: word).map { String(decoding: $0, as: UTF8.self) } ?? word
        }
    }

    private static func parts(of body: String, _ fields: [String: String]) -> [Part] {
        let type = fields["content-type"] ?? "text/plain"
        guard let boundary = type.firstMatch(of: /boundary="?([^";]+)"?/.ignoresCase())?.1 else {
            return [(fields.merging(["content-type": type]) { $1 }, body)]
        }
        return body.components(separatedBy: "--\(boundary)").dropFirst().filter { !$0.hasPrefix("--") }
            .prefix(mostParts).map { part in
                let (head, body) = parted(String(part.drop { $0 == "\n" }))
                return (
                    Dictionary(
                        self.fields(head).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }
                    ),
                    body
                )
            }
    }

    private static func decoded(_ part: Part) -> String {
        switch part.fields["content-transfer-encoding"]?.lowercased() {
        case "quoted-printable": quoted(part.body)
        case "base64":
            Data(base64Encoded: part.body.filter { !$0.isWhitespace }).map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
        default: part.body
        }
    }

    /// RFC 2045 §6.7.
    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "\n") {
                rest.removeFirst()
            } else if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
