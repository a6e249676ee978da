// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The fields of a header, or of a group of lines in a report (RFC 5322 §2.2, RFC 3464 §2.1.2).
public struct MailFields: Sendable {
    /// In the order in which they are written.
    public let all: [Field]

    /// A name and what it says.
    public struct Field: Sendable {
        /// In lower case.
        public let name: String
        /// Unfolded, as it is written: bytes that are no UTF-8 are read by the encoding they look like.
        public let value: String
    }

    /// Fields in a header, and bytes of one, at the most; what goes beyond is passed over.
    static let most = 1000
    static let longest = 20_000

    /// The value of the first field of a name in lower case.
    public subscript(name: String) -> String? { all.first { $0.name == name }?.value }

    /// All values of a name in lower case.
    public func values(_ name: String) -> [String] { all.filter { $0.name == name }.map(\.value) }

    /// The header that bytes begin with, and what follows it. The header ends with an empty line, or with one that is no field.
    static func split(_ bytes: ArraySlice<UInt8>) -> (fields: MailFields, rest: ArraySlice<UInt8>) {
        var fields: [Field] = []
        var current: (name: String, value: [UInt8])?
        func end() {
            guard let (name, value) = current else { return }
            if fields.count < most { fields.append(Field(name: name, value: text(value))) }
            current = nil
        }
        for line in bytes.lines {
            if line.isEmpty {
                end()
                return (MailFields(all: fields), bytes[bytes.afterLine(line)...])
            }
            if line[line.startIndex] == 0x20 || line[line.startIndex] == 0x09 {
                if let count = current?.value.count, count < longest {
                    current?.value += line.prefix(longest - count)
                }
            } else if let colon = colon(in: line) {
                end()
                let name = line[..<colon].prefix { $0 > 0x20 }
                current = (
                    String(decoding: name, as: UTF8.self).lowercased(),
                    Array(line[(colon + 1)...].prefix(longest))
                )
            } else if fields.isEmpty, current == nil, isEnvelope(line) {
                continue
            } else {
                end()
                return (MailFields(all: fields), bytes[line.startIndex...])
            }
        }
        end()
        return (MailFields(all: fields), bytes[bytes.endIndex...])
    }

    /// Groups of fields with empty lines between, as reports have them.
    static func groups(_ bytes: [UInt8], most: Int) -> [MailFields] {
        var groups: [MailFields] = []
        var rest = bytes[...]
        while !rest.isEmpty, groups.count < most {
            let before = rest.startIndex
            let (fields, next) = split(rest)
            if !fields.all.isEmpty { groups.append(fields) }
            rest = next
            // A line that is no field ends a header and is none of the next group's either.
            if rest.startIndex == before || fields.all.isEmpty,
                let line = rest.lines.first(where: { _ in true })
            {
                rest = rest[rest.afterLine(line)...]
            }
        }
        return groups
    }

    /// Whether a line is a field: a name of RFC 5322 §3.6.8 and a colon.
    static func isField(_ line: ArraySlice<UInt8>) -> Bool { colon(in: line) != nil }

    private static func colon(in line: ArraySlice<UInt8>) -> Int? {
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex, colon - line.startIndex <= 100
        else { return nil }
        // Some programs put white space before the colon (RFC 5322 §4.5.3).
        let name = line[..<colon]
        guard name.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            let word = name.prefix { $0 != 0x20 && $0 != 0x09 }
            return !word.isEmpty && word.allSatisfy { (0x21...0x7E).contains($0) }
                && name[word.endIndex...].allSatisfy { $0 == 0x20 || $0 == 0x09 } ? colon : nil
        }
        return colon
    }

    /// The line that mailboxes put before a message: `From ann@inbox.test …` or `>From …`.
    private static func isEnvelope(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: Array("From ".utf8)) || line.starts(with: Array(">From ".utf8))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        let text = isASCII ? String(decoding: bytes, as: UTF8.self) : TextDecoding.text(bytes, charset: nil)
        return (text ?? String(decoding: bytes, as: UTF8.self)).trimming {
            $0 == " " || $0 == "\t" || $0 == "\r"
        }
    }
}
