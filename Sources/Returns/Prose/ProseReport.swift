// SPDX-License-Identifier: Apache-2.0
import Glibc
import MailFormat

/// A report in prose, as programs wrote before there was a standard, and write beside it.
struct ProseReport {
    /// Lines that are read, and characters of one.
    private static let mostLines = 400
    private static let longestLine = 1000
    /// Lines below a head in which recipients are looked for, and around one.
    private static let reach = 12
    private static let near = 4

    private let lines: [Substring]
    private let lowered: [String]
    /// All of them as one, which is searched before each is.
    private let whole: String
    /// Addresses that are nobody's whose copy failed: whom the report is from and to.
    private let strangers: Set<String>

    /// What it says of each recipient; empty for what is no report.
    static func recipients(in message: MailPart) -> [ReportedRecipient] {
        guard isPlausible(message) else { return [] }
        let report = ProseReport(message)
        if let named = message.fields["x-failed-recipients"] {
            let addresses = addresses(in: named[...])
            if !addresses.isEmpty { return report.reported(addresses, isDelay: false, from: 0) }
        }
        return Dialect.all.lazy.map(report.recipients).first { !$0.isEmpty } ?? []
    }

    private init(_ message: MailPart) {
        let text = Self.text(of: message)
        let first = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(
            Self.mostLines)
        let lines = first.map { $0.prefix(Self.longestLine) }
        let lowered = lines.map {
            $0.lowercased().split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ")
        }
        let all = lowered.joined(separator: "\n")
        let ends = Dialect.ends.filter(all.has)
        let end = ends.isEmpty ? nil : lowered.firstIndex { line in ends.contains(where: line.has) }
        let count = end ?? lines.count
        self.lines = Array(lines[..<count])
        self.lowered = Array(lowered[..<count])
        whole = self.lowered.joined(separator: "\n")
        strangers = Set(
            ["from", "to", "sender", "reply-to", "delivered-to", "errors-to", "return-path"].flatMap {
                message.fields.values($0)
            }
            .flatMap { Self.addresses(in: $0[...]).map(\.key) })
    }

    // MARK: Whether it can be one

    /// Whether a program sent it about other mail: a person's letter that quotes a report is none.
    private static func isPlausible(_ message: MailPart) -> Bool {
        if message.fields["x-failed-recipients"] != nil { return true }
        let from = (message.fields["from"] ?? message.fields["sender"] ?? "").lowercased()
        if senders.contains(where: { from.contains($0) }) { return true }
        let subject = (message.fields["subject"].map(EncodedWords.decode) ?? "").lowercased()
        return !subject.hasPrefix("re:") && subjects.contains { subject.contains($0) }
    }

    private static let senders = [
        "mailer-daemon", "postmaster", "mailerdaemon", "mail delivery", "mail.delivery", "mdaemon",
        "mailsystem", "mail system",
    ]
    private static let subjects = [
        "undeliver", "delivery fail", "delivery failure", "failure notice", "returned mail", "mail delivery",
        "delivery status", "delivery notification",
        "delivery problem", "not delivered", "could not be delivered", "permanent delivery", "message status",
        "warning: message", "unzustellbar",
        "nicht zustellbar", "non remis", "non-delivery", "nondeliverable", "mail system error",
        "returned to sender", "delivery has failed", "не доставлено",
        "недоставлен", "配信", "配送",
    ]

    // MARK: Where they stand

    private func recipients(by dialect: Dialect) -> [ReportedRecipient] {
        let heads = dialect.heads.filter(whole.has)
        guard !heads.isEmpty else { return [] }
        for (index, line) in lowered.enumerated() where heads.contains(where: line.has) {
            let found =
                switch dialect.shape {
                case .below: below(index)
                case .marked: marked(from: index)
                case .near: near(index, of: dialect)
                }
            if !found.isEmpty {
                return reported(found.map(\.address), isDelay: dialect.isDelay, from: found[0].line)
            }
        }
        return []
    }

    private typealias Found = (address: EmailAddress, line: Int)

    /// The addresses of the first lines below that have some, up to one that has none.
    private func below(_ head: Int) -> [Found] {
        var found: [Found] = own(head).map { ($0, head) }
        var gap = 0
        for index in (head + 1)..<max(head + 1, min(lines.count, head + 200)) {
            let addresses = own(index)
            if addresses.isEmpty {
                gap += 1
                if gap > (found.isEmpty ? Self.reach : 3) { break }
                continue
            }
            // A long line with an address is what a server said, not a list.
            if !found.isEmpty, isSaying(index) { continue }
            gap = 0
            found += addresses.map { ($0, index) }
        }
        return found
    }

    /// Every `<ann@inbox.test>:` at the start of a line.
    private func marked(from head: Int) -> [Found] {
        (head..<lines.count).compactMap { index in
            let line = lines[index].drop { $0.isWhitespace }
            guard let first = Self.addresses(in: line).first, !strangers.contains(first.key),
                line.hasPrefix("<") || line.contains(">:") || line.hasPrefix(first.description)
            else { return nil }
            let rest = line.drop { $0 != ">" && $0 != ":" }.prefix(2)
            return rest.contains(":") ? (first, index) : nil
        }
    }

    /// The addresses of the nearest line that has some, and of others that have the head as well.
    private func near(_ head: Int, of dialect: Dialect) -> [Found] {
        let around = [head] + (1...Self.near).flatMap { [head + $0, head - $0] }
        guard let nearest = around.first(where: { lines.indices.contains($0) && !own($0).isEmpty }) else {
            return []
        }
        let others = lines.indices.filter { index in
            index > head && index != nearest && dialect.heads.contains(where: lowered[index].has)
        }
        return ([nearest] + (nearest == head ? others : [])).flatMap { index in own(index).map { ($0, index) }
        }
    }

    /// The addresses of a line that may be a recipient's.
    private func own(_ index: Int) -> [EmailAddress] {
        Self.addresses(in: lines[index]).filter { !strangers.contains($0.key) }
    }

    /// Whether a line tells what a server said.
    private func isSaying(_ index: Int) -> Bool {
        let words = lines[index].split(whereSeparator: \.isWhitespace)
        return words.count > 4
    }

    // MARK: What happened

    /// - Parameter line: where the recipients begin: what happened stands behind it, as a rule.
    private func reported(_ addresses: [EmailAddress], isDelay: Bool, from line: Int) -> [ReportedRecipient] {
        var seen: Set<String> = []
        let (words, status) = reason(from: line)
        return addresses.filter { seen.insert($0.key).inserted }.map { address in
            ReportedRecipient(
                address, as: address.description, isDelay ? .delayed : .failed, status: status, saying: words)
        }
    }

    /// The line with a server's code, else with a status, else those that follow the recipients.
    private func reason(from line: Int) -> (words: String, status: EnhancedStatus?) {
        let order = Array(line..<lines.count) + Array(0..<min(line, lines.count))
        for index in order {
            let words = lines[index].split { $0.isWhitespace || "<>[]():,;#".contains($0) }
            for (place, word) in words.enumerated() {
                if let status = EnhancedStatus(word), status.class != 2 {
                    return (words[place...].joined(separator: " "), status)
                }
                if word.utf8.count == 3, let code = Int(word), (400...599).contains(code),
                    place + 1 < words.count
                {
                    return (words[place...].joined(separator: " "), EnhancedStatus(words[place + 1]))
                }
            }
        }
        let rest = lines.indices.contains(line) ? lines[line...].prefix(8) : []
        return (rest.map { $0.trimming(\.isWhitespace) }.filter { !$0.isEmpty }.joined(separator: " "), nil)
    }

    // MARK: Text

    /// The text that a report says itself: its first texts, without what it quotes.
    private static func text(of message: MailPart) -> String {
        let parts = message.own.filter { $0.parts.isEmpty && ["text", "message"].contains($0.type.type) }
        let plain = parts.filter { $0.type.subtype == "plain" || $0.type.type == "message" }
        if !plain.isEmpty { return plain.prefix(4).map(\.text).joined(separator: "\n") }
        return parts.prefix(2).map { bare($0.text) }.joined(separator: "\n")
    }

    /// HTML without its tags, a line for each block: enough to find an address in.
    private static func bare(_ html: String) -> String {
        html.replacing(/<(?:br|p|div|tr|li|h\d)[^>]*>/.ignoresCase(), with: "\n").replacing(
            /<[^>@]*>/, with: " "
        )
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&nbsp;", with: " ").replacing(
            "&#64;", with: "@")
    }

    /// The addresses that stand in a line.
    static func addresses(in line: Substring) -> [EmailAddress] {
        guard line.contains("@") else { return [] }
        return line.split { $0.isWhitespace || "<>()[]\"',;|".contains($0) }.compactMap { word in
            guard word.contains("@") else { return nil }
            let colon = word.lastIndex(of: ":").map {
                word.index(after: $0) == word.endIndex ? word.dropLast() : word[word.index(after: $0)...]
            }
            // X.400 writes `dda:SMTP=ann@inbox.test`.
            let named = (colon ?? word).split(separator: "=").last { $0.contains("@") } ?? colon ?? word
            let bare = named.trimming { ":.*=!?`".contains($0) }
            return try? EmailAddress(bare)
        }
    }
}

extension String {
    /// Whether some words stand in it, byte by byte: the library's search is a hundred times slower. Neither has a zero.
    fileprivate func has(_ words: String) -> Bool {
        withCString { text in words.withCString { strstr(text, $0) != nil } }
    }
}
