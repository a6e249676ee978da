// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A report in prose, as programs wrote before there was a standard, and write beside it.
struct ProseReport {
    /// Lines below a head in which recipients are looked for, behind the last of them, and around a head.
    private static let reach = 12
    private static let gap = 3
    private static let near = 4
    /// Addresses that are looked at, at the most.
    private static let most = 1000
    /// Words of a line that lists recipients, at the most.
    private static let mostWords = 4
    /// Lines of what is said of a recipient, at the most, and bytes behind which no other line is taken.
    private static let mostLines = 8
    private static let enough = 250

    /// A head, and the lines that it begins and ends in.
    private struct Head {
        let dialect: Int
        let first: Int
        let last: Int
    }
    typealias Found = (address: EmailAddress, line: Int)

    private let text: ReportText
    private let origin: ReportOrigin
    /// Of each dialect one in a line, at the most.
    private let heads: [Head]
    /// Lines before the message that it quotes.
    private let end: Int
    private let isDelay: Bool
    private let quotations: [Quotation]
    /// The addresses of each line that may be a recipient's.
    private let addresses: [[Found]]

    /// What it says of each recipient; empty for what is no report.
    /// - Parameter parts: the message's own.
    static func recipients(in message: MailPart, _ parts: [MailPart]) -> [ReportedRecipient] {
        guard let report = ProseReport(message, parts) else { return [] }
        let named = report.origin.named
        if !named.isEmpty { return report.reported(report.found(named), isDelay: report.isDelay) }
        return report.match.map { report.reported($0.found, isDelay: $0.dialect.isDelay || report.isDelay) }
            ?? []
    }

    /// Nil for what cannot be one.
    init?(_ message: MailPart, _ parts: [MailPart]) {
        guard let origin = ReportOrigin(message) else { return nil }
        let text = ReportText(parts)
        var heads: [Head] = []
        var seen = [Int](repeating: -1, count: Dialect.all.count)
        var end = text.lines.count
        var (isDelay, isSuccess) = (false, false)
        Dialect.phrases.scan(text.lowered) { phrase, place in
            let first = text.line(of: place.lowerBound)
            switch Dialect.meanings[phrase] {
            case .head(let dialect) where seen[dialect] < first:
                seen[dialect] = first
                heads.append(Head(dialect: dialect, first: first, last: text.line(of: place.upperBound - 1)))
            case .head: break
            case .delay: isDelay = true
            case .success: isSuccess = true
            case .end: end = first
            }
            return end == text.lines.count
        }
        (self.text, self.origin, self.end, self.isDelay) = (text, origin, end, isDelay)
        self.heads = heads.filter { $0.last < end }
        quotations = Quotation.all(in: text, lines: 0..<end)
        addresses = Self.addresses(in: text, lines: 0..<end, from: origin)
        if isSuccess, quotations.isEmpty { return nil }
    }

    private static func addresses(
        in text: ReportText, lines: Range<Int>, from origin: ReportOrigin
    ) -> [[Found]] {
        var count = 0
        return lines.map { line in
            let bytes = text.bytes[text.lines[line]]
            guard count < most, bytes.contains(0x40), !isOfAnother(text.lowered[text.lines[line]]) else {
                return []
            }
            let found = WrittenAddress.all(in: bytes)
            count += found.count
            return found.filter { !origin.isStranger($0) }.map { ($0, line) }
        }
    }

    /// Whether a line is a field that names no recipient.
    private static func isOfAnother(_ line: ArraySlice<UInt8>) -> Bool {
        others.contains { line.starts(with: $0.utf8) }
    }

    private static let others = [
        "from:", "sender:", "reply-to:", "return-path:", "message-id:", "message id:", "received:", "cc:",
        "von:",
    ]

    // MARK: Where they stand

    /// The first dialect that finds recipients, and where it finds them.
    var match: (dialect: Dialect, found: [Found])? {
        let anywhere = Dialect.headless.map { Head(dialect: $0, first: 0, last: 0) }
        for head in (anywhere + heads).sorted(by: { ($0.dialect, $0.first) < ($1.dialect, $1.first) }) {
            let dialect = Dialect.all[head.dialect]
            guard origin.isProgram || !dialect.isCommon else { continue }
            let found = found(head, dialect)
            if !found.isEmpty { return (dialect, found) }
        }
        return nil
    }

    /// Where addresses stand first; those that the text does not name stand at its start.
    private func found(_ named: [EmailAddress]) -> [Found] {
        let lines = Dictionary(addresses.joined().map { ($0.address.key, $0.line) }) { first, _ in first }
        return named.map { ($0, lines[$0.key] ?? 0) }
    }

    private func found(_ head: Head, _ dialect: Dialect) -> [Found] {
        switch dialect.shape {
        case .below: below(head)
        case .names: names(below: head)
        case .marked: marked()
        case .near: near(head)
        }
    }

    /// The addresses of the first lines below that have some, up to one that has none.
    private func below(_ head: Head) -> [Found] {
        var found = addresses[head.last]
        var empty = 0
        for line in (head.last + 1)..<max(head.last + 1, end) {
            let more = addresses[line]
            if more.isEmpty {
                empty += 1
                if empty > (found.isEmpty ? Self.reach : Self.gap) { break }
            } else if found.isEmpty || words(line) <= Self.mostWords {
                // A longer line with an address is what a server said, not a list.
                empty = 0
                found += more
            }
        }
        return found
    }

    /// The first words of the lines below, up to the next paragraph, at the domain that the report is from.
    private func names(below head: Head) -> [Found] {
        guard let domain = origin.domain else { return [] }
        let lines = ((head.last + 1)..<max(head.last + 1, end)).drop { text.lines[$0].isEmpty }
        return lines.prefix { !text.lines[$0].isEmpty }.compactMap { line in
            let name = text.bytes[text.lines[line]].prefix { !$0.isWhite }
            return (try? EmailAddress("\(String(decoding: name, as: UTF8.self))@\(domain)")).map {
                ($0, line)
            }
        }
    }

    /// Every `<ann@inbox.test>:` at the start of a line.
    private func marked() -> [Found] {
        (0..<end).compactMap { line in
            let bytes = text.bytes[text.lines[line]]
            let start = bytes.prefix { $0 != 0x3A }
            guard start.endIndex < bytes.endIndex, start.contains(0x40),
                start.last == 0x3E || !start.contains(0x20)
            else { return nil }
            return addresses[line].first
        }
    }

    /// The addresses of the nearest line that has some, and of others that have a head of the dialect as
    /// well.
    private func near(_ head: Head) -> [Found] {
        let around =
            Array(head.first...head.last) + (1...Self.near).flatMap { [head.last + $0, head.first - $0] }
        let nearest = around.lazy.filter { (0..<end).contains($0) }.map { addresses[$0] }.first {
            !$0.isEmpty
        }
        guard let nearest else { return [] }
        guard (head.first...head.last).contains(nearest[0].line) else { return nearest }
        let others = heads.filter { $0.dialect == head.dialect && $0.first > head.last }
        return nearest + others.flatMap { addresses[$0.first] }
    }

    private func words(_ line: Int) -> Int { text.bytes[text.lines[line]].split(separator: 0x20).count }

    // MARK: What happened

    private func reported(_ found: [Found], isDelay: Bool) -> [ReportedRecipient] {
        var seen: Set<String> = []
        let found = found.filter { seen.insert($0.address.key).inserted }
        return found.enumerated().map { index, one in
            let next = found[(index + 1)...].first { $0.line > one.line }?.line ?? end
            let own = (one.line..<max(next, one.line + 1)).clamped(to: 0..<end)
            let quotation = quotation(own, isAlone: found.count == 1)
            return ReportedRecipient(
                one.address, as: one.address.description, isDelay ? .delayed : .failed,
                status: quotation?.status, saying: words(own, from: quotation))
        }
    }

    /// What a server said of a recipient: in the recipient's own lines; or, where they say nothing but the
    /// address, anywhere, best behind them.
    private func quotation(_ own: Range<Int>, isAlone: Bool) -> Quotation? {
        if let quotation = quotations.first(where: { own.contains($0.line) }) { return quotation }
        let isTold = own.reduce(0) { $0 + words($1) } > 1
        if isTold, !isAlone { return nil }
        return quotations.first { $0.line > own.lowerBound } ?? quotations.first
    }

    /// What is quoted, with the rest of its paragraph; where nothing is, what follows a recipient.
    private func words(_ own: Range<Int>, from quotation: Quotation?) -> String {
        let first = quotation?.line ?? own.lowerBound
        let last = min(first + Self.mostLines, own.contains(first) ? own.upperBound : end, end)
        var said: [UInt8] = []
        for line in text.lines[first..<max(first, last)] where said.count < Self.enough {
            if line.isEmpty, quotation != nil { break }
            let start = said.isEmpty ? quotation?.place ?? line.lowerBound : line.lowerBound
            said += (said.isEmpty || line.isEmpty ? [] : [0x20]) + text.bytes[start..<line.upperBound]
        }
        return String(decoding: said, as: UTF8.self)
    }
}

extension Dialect {
    fileprivate enum Meaning {
        case head(Int)
        case end, delay, success
    }

    /// Those that need no head.
    fileprivate static let headless = all.indices.filter { all[$0].heads.isEmpty }

    /// All that is looked for, and what each phrase means.
    fileprivate static let meanings: [Meaning] =
        all.enumerated().flatMap { index, dialect in dialect.heads.map { _ in Meaning.head(index) } }
        + ends.map { _ in .end } + delays.map { _ in .delay } + successes.map { _ in .success }
    fileprivate static let phrases = PhraseSet(all.flatMap(\.heads) + ends + delays + successes)
}
