// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What a report's text says of its recipients: behind an address and a colon, or in the lines below it.
struct ToldReasons {
    /// Bytes of one behind which no other line is taken.
    private static let enough = 1000

    private var reasons: [String: String] = [:]

    /// - Parameter parts: the report's own.
    init(_ parts: [MailPart]) {
        let text = ReportText(parts.filter { $0.type.type == "text" })
        var address: EmailAddress?
        var words: [UInt8] = []
        func end() {
            if let key = address?.key, !words.isEmpty, reasons[key] == nil {
                let quotation = Quotation.start(in: words[...]) ?? 0
                reasons[key] = String(decoding: words[quotation...], as: UTF8.self)
            }
            (address, words) = (nil, [])
        }
        for line in text.lines.map({ text.bytes[$0] }) {
            if let (next, rest) = Self.start(of: line) {
                end()
                (address, words) = (next, Array(rest))
            } else if line.isEmpty {
                end()
            } else if address != nil, words.count < Self.enough, !Self.isOrigin(line) {
                words += (words.isEmpty ? [] : [0x20]) + line
            }
        }
        end()
    }

    /// What is said of the first one of some addresses that something is said of, from what a server said on.
    func of(_ addresses: [EmailAddress]) -> String {
        addresses.lazy.compactMap { reasons[$0.key] }.first ?? ""
    }

    /// Whether a line says what an address was expanded from (Sendmail, Exim), which is no reason.
    private static func isOrigin(_ line: ArraySlice<UInt8>) -> Bool {
        ["(expanded from", "(generated from", "(ultimately generated from"].contains {
            line.starts(with: $0.utf8)
        }
    }

    /// The address that a line begins with and has alone, or before a colon; and what follows.
    private static func start(
        of line: ArraySlice<UInt8>
    ) -> (address: EmailAddress, rest: ArraySlice<UInt8>)? {
        let word = line.prefix { $0 != 0x20 }
        guard word.contains(0x40), word.count == line.count || word.last == 0x3A else { return nil }
        let address = String(decoding: word.filter { !"<>:".utf8.contains($0) }, as: UTF8.self)
        return (try? EmailAddress(address)).map { ($0, line[word.endIndex...].dropFirst()) }
    }
}
