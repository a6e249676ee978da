// SPDX-License-Identifier: Apache-2.0

/// The fields of a header, or of a group of lines in a report (RFC 5322 §2.2, RFC 3464 §2.1.2).
public struct MailFields: Sendable {
    /// In the order in which they are written.
    public let all: [Field]

    /// A name and what it says. Both are read where they are asked for: of most fields nobody asks.
    public struct Field: Sendable {
        /// The field as it is written, without its last line end.
        fileprivate let bytes: ArraySlice<UInt8>
        fileprivate let mark: Mark

        /// In lower case.
        public var name: String { bytes[..<mark.name].lowercased }

        /// Unfolded, as it is written: bytes that are no UTF-8 are read by the encoding they look like.
        public var value: String { EncodedWords.text(unfolded) }

        /// The bytes of the value without line ends, and without white space at either end.
        var unfolded: ArraySlice<UInt8> {
            let value = bytes[(mark.colon + 1)...]
            guard value.place(of: 0x0A, from: value.startIndex) != nil else {
                return value.prefix(MailFields.longest).trimmed
            }
            var result: [UInt8] = []
            for line in value.lines where result.count < MailFields.longest {
                result += line.prefix(MailFields.longest - result.count)
            }
            return result[...].trimmed
        }

        /// Whether this is its name, in lower case.
        func isNamed(_ name: String) -> Bool {
            mark.name - bytes.startIndex == name.utf8.count && bytes[..<mark.name].isWord(name)
        }
    }

    /// Where a name ends, and where the colon behind it stands: some programs put white space between (RFC
    /// 5322 §4.5.3).
    fileprivate struct Mark {
        let name: Int
        let colon: Int

        /// Nil for a line that is no field. A name has a hundred bytes at the most.
        init?(_ line: ArraySlice<UInt8>) {
            let end = min(line.endIndex, line.startIndex + 100)
            var place = line.startIndex
            while place < end, line[place].isVisible, line[place] != 0x3A { place += 1 }
            name = place
            while place < line.endIndex, line[place] == 0x20 || line[place] == 0x09 { place += 1 }
            colon = place
            guard name > line.startIndex, colon < line.endIndex, line[colon] == 0x3A else { return nil }
        }
    }

    /// Fields in a header, and bytes of one, at the most; what goes beyond is passed over.
    static let most = 1000
    static let longest = 20_000

    /// The value of the first field of a name in lower case.
    public subscript(name: String) -> String? { field(name)?.value }

    /// All values of a name in lower case.
    public func values(_ name: String) -> [String] { all.filter { $0.isNamed(name) }.map(\.value) }

    /// The first field of a name in lower case.
    func field(_ name: String) -> Field? { all.first { $0.isNamed(name) } }

    /// The header that bytes begin with, and what follows it. The header ends with an empty line, or with one
    /// that is no field.
    static func split(_ bytes: ArraySlice<UInt8>) -> (fields: MailFields, rest: ArraySlice<UInt8>) {
        var reader = FieldReader(bytes)
        for line in bytes.lines where !reader.take(line) {
            if line.isEmpty { return (reader.finish(), bytes[bytes.afterLine(line)...]) }
            if reader.isEmpty, isEnvelope(line) { continue }
            return (reader.finish(), bytes[line.startIndex...])
        }
        return (reader.finish(), bytes[bytes.endIndex...])
    }

    /// Groups of fields with lines between that are none, empty as a rule, as reports have them.
    static func groups(_ bytes: [UInt8], most: Int) -> [MailFields] {
        var groups: [MailFields] = []
        var reader = FieldReader(bytes[...])
        for line in bytes[...].lines where !reader.take(line) {
            if !reader.isEmpty { groups.append(reader.finish()) }
            if groups.count == most { return groups }
        }
        return reader.isEmpty ? groups : groups + [reader.finish()]
    }

    /// Whether a line is a field: a name of RFC 5322 §3.6.8 and a colon.
    static func isField(_ line: ArraySlice<UInt8>) -> Bool { Mark(line) != nil }

    /// The line that mailboxes put before a message: `From ann@inbox.test …` or `>From …`.
    private static func isEnvelope(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "From ".utf8) || line.starts(with: ">From ".utf8)
    }
}

/// Takes the lines of a header, one after another.
private struct FieldReader {
    private let bytes: ArraySlice<UInt8>
    private var fields: [MailFields.Field] = []
    private var current: (start: Int, mark: MailFields.Mark, end: Int)?

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var isEmpty: Bool { fields.isEmpty && current == nil }

    /// Whether a line is one of a field: its first, or one that goes on with it.
    mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        if first == 0x20 || first == 0x09 {
            current?.end = line.endIndex
        } else if let mark = MailFields.Mark(line) {
            endField()
            current = (line.startIndex, mark, line.endIndex)
        } else {
            return false
        }
        return true
    }

    /// What was taken since the last time.
    mutating func finish() -> MailFields {
        endField()
        defer { fields = [] }
        return MailFields(all: fields)
    }

    private mutating func endField() {
        if let (start, mark, end) = current, fields.count < MailFields.most {
            fields.append(MailFields.Field(bytes: bytes[start..<end], mark: mark))
        }
        current = nil
    }
}
