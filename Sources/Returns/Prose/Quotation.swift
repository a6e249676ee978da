// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What a report quotes of a server: a code of SMTP or a status, and the words behind it.
struct Quotation {
    /// The line, and where in the text the code or the status begins.
    let line: Int
    let place: Int
    let status: EnhancedStatus?

    /// The first one of each line.
    static func all(in text: ReportText, lines: Range<Int>) -> [Quotation] {
        lines.compactMap { line in
            let bytes = text.bytes[text.lines[line]]
            guard let place = start(in: bytes) else { return nil }
            let rest = text.bytes[place...]
            // `550 5.1.1`, also where a line breaks it.
            return Quotation(line: line, place: place, status: status(rest) ?? status(rest.dropFirst(4)))
        }
    }

    /// Where a word begins that is a code of SMTP with something behind it, or a status of a failure.
    static func start(in line: ArraySlice<UInt8>) -> Int? {
        var isInside = false
        for place in line.indices {
            let byte = line[place]
            defer { isInside = byte.isLetter || byte.isDigit || byte == 0x2E || byte == 0x2D || byte >= 0x80 }
            guard !isInside, byte == 0x34 || byte == 0x35 else { continue }
            // Of `550 550 5.1.1` the second one has the status behind it.
            if isCode(line[place...]) ? !isCode(line[place...].dropFirst(4)) : status(line[place...]) != nil {
                return place
            }
        }
        return nil
    }

    /// The second digit is 0 to 5 (RFC 5321 §4.2.1).
    private static func isCode(_ rest: ArraySlice<UInt8>) -> Bool {
        let start = rest.startIndex
        guard rest.count > 4 else { return false }
        return (0x30...0x35).contains(rest[start + 1]) && rest[start + 2].isDigit
            && " -:#".utf8.contains(rest[start + 3])
    }

    /// The status of a failure that a text begins with.
    private static func status(_ rest: ArraySlice<UInt8>) -> EnhancedStatus? {
        let word = rest.prefix(12).prefix { $0.isDigit || $0 == 0x2E }
        guard word.count >= 5, word.first == 0x34 || word.first == 0x35 else { return nil }
        return EnhancedStatus(String(decoding: word.last == 0x2E ? word.dropLast() : word, as: UTF8.self))
    }
}
