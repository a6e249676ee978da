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
    /// What the server said that refused it, as a classifier of replies understands it; nil for what was delivered.
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
        saying words: String,
        server: String? = nil
    ) {
        self.address = address
        self.name = name
        self.action = action
        self.status = status
        self.server = server
        let isNegative = action == .failed || action == .delayed
        failure =
            isNegative
            ? ReplyClassification.failure(Self.reply(words, status, action), from: .report) : nil
    }

    /// The reply that words quote: their own code and status, else the report's.
    static func reply(_ words: String, _ status: EnhancedStatus?, _ action: Action) -> Reply {
        let isTransient = status.map { $0.class == 4 } ?? (action == .delayed)
        let quoted = words.replyCode
        let code = quoted?.code ?? (isTransient ? 450 : 550)
        var text = quoted?.rest ?? words
        let own = Reply(code: code, lines: [text])
        // The lines of a long reply stand behind one another, each with its code.
        for mark in ["\(code)-", "\(code) "] {
            text = text.replacing(" \(mark)\(own.status.map { "\($0) " } ?? "")", with: " ")
        }
        guard own.status == nil, let status, status.class == code / 100 else {
            return Reply(code: code, lines: [text])
        }
        return Reply(code: code, lines: ["\(status) \(text)".trimming(\.isWhitespace)])
    }
}

extension String {
    /// The code of SMTP that a line begins with, 400 to 599, and the rest of it.
    fileprivate var replyCode: (code: Int, rest: String)? {
        let digits = utf8.prefix(3)
        guard digits.count == 3, let code = Int(Substring(digits)), (400...599).contains(code) else {
            return nil
        }
        let rest = dropFirst(3)
        guard let mark = rest.first else { return (code, "") }
        guard " -#:".contains(mark) else { return nil }
        return (code, rest.dropFirst().trimming(\.isWhitespace))
    }
}
