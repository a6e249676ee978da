// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What a report says became of one recipient's copy.
public struct ReportedRecipient: Hashable, Sendable {
    /// What was done (RFC 3464 §2.3.3).
    public enum Action: String, Hashable, Sendable {
        case failed, delayed, delivered, relayed, expanded
    }

    /// Whose; nil where the report hides it.
    public let address: EmailAddress?
    /// The same as the report writes it, which may be no address; nil where it writes nothing.
    public let name: String?
    /// What was done with the copy.
    public let action: Action
    /// What the server said that refused it, as a classifier of replies understands it; nil for what was
    /// delivered.
    public let failure: Failure?
    /// The report's status (RFC 3463).
    public let status: EnhancedStatus?
    /// The server that it speaks of.
    public let server: String?

    /// Whether the copy will not arrive.
    public var isFinal: Bool { action == .failed }
}

extension ReportedRecipient {
    /// A recipient whose copy was not delivered, by what a report quotes.
    /// - Parameters:
    ///   - name: as it is written.
    ///   - status: the report's own.
    ///   - words: what a server said, or what the report says in its place.
    init(
        _ address: EmailAddress?, as name: String?, _ action: Action, status: EnhancedStatus?,
        saying words: String, server: String? = nil
    ) {
        let isNegative = action == .failed || action == .delayed
        let said = Array(words.utf8)
        let isOver = isNegative && Self.ends.stands(in: Array(said.prefix(Self.longest)).lowercasedInPlace)
        self.address = address
        self.name = name
        self.action = isOver ? .failed : action
        self.status = status
        self.server = server
        let known = isOver && status?.class != 4 ? Self.expired : status
        failure = isNegative ? Self.failure(Self.reply(said[...], known, action), self.action) : nil
    }

    /// Words by which programs give up that tried for days: Exim, OpenSMTPD, dma, Exchange and others.
    /// OpenSMTPD calls that a delay.
    private static let ends = PhraseSet([
        "retry timeout exceeded", "after a long failure period", "envelope expired", "message expired",
        "delivery expired", "delivery time expired", "could not deliver for the last",
    ])
    /// Bytes in which they are looked for.
    private static let longest = 2000
    /// The status of what they say (RFC 3463 §3.5).
    private static let expired = EnhancedStatus("4.4.7")

    /// What a reply means that a report quotes: what is tried again is refused for now, whatever its code
    /// says.
    static func failure(_ reply: Reply, _ action: Action) -> Failure {
        let failure = ReplyClassification.failure(reply, from: .report)
        guard action == .delayed, failure.persistence == .permanent else { return failure }
        return Failure(
            phase: failure.phase, cause: failure.cause, persistence: .transient, scope: failure.scope,
            reply: reply)
    }

    /// The reply that words quote: their own code and status, else the report's.
    private static func reply(
        _ words: ArraySlice<UInt8>, _ status: EnhancedStatus?, _ action: Action
    ) -> Reply {
        let isTransient = status.map { $0.class == 4 } ?? (action == .delayed)
        let code = words.replyCode ?? (isTransient ? 450 : 550)
        let rest = words.replyCode == nil ? words : words.dropFirst(4).trimmed
        let text = String(decoding: rest, as: UTF8.self)
        if let own = Reply(code: code, lines: [text]).status {
            return Reply(code: code, lines: [joined(rest, marks: ["\(code)-\(own) ", "\(code) \(own) "])])
        }
        let joined = joined(rest, marks: ["\(code)-", "\(code) "])
        guard let status, status.class == code / 100 else { return Reply(code: code, lines: [joined]) }
        return Reply(code: code, lines: [joined.isEmpty ? "\(status)" : "\(status) \(joined)"])
    }

    /// The lines of a long reply, which stand behind one another, without what each begins with.
    private static func joined(_ text: ArraySlice<UInt8>, marks: [String]) -> String {
        var text = text
        for mark in marks.map({ Array(" \($0)".utf8) }) {
            var result: [UInt8] = []
            while let found = text.place(of: mark, from: text.startIndex) {
                result += text[...found]
                text = text[(found + mark.count)...]
            }
            text = (result + text)[...]
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// The code of SMTP that a line begins with, 400 to 599.
    fileprivate var replyCode: Int? {
        guard let code = Int(String(decoding: prefix(3), as: UTF8.self)), (400...599).contains(code) else {
            return nil
        }
        return dropFirst(3).first.map { " -#:".utf8.contains($0) } ?? true ? code : nil
    }
}
