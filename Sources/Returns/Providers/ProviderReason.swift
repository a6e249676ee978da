// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What a provider's own class of failures says. What a server said, where it is quoted, says more and goes
/// first.
///
/// | quoted | decides |
/// | --- | --- |
/// | a reply with a code or a status | `ReplyClassification`; the class where that only knows `other` |
/// | words without either | the class; where that is `other`, the wording |
/// | anything, of an address on the provider's own list | nothing: that says nothing new of the mailbox |
struct ProviderReason: Hashable, Sendable {
    let cause: Failure.Cause
    let persistence: Failure.Persistence
    let scope: Failure.Scope
    /// Whether the provider did not try, because the address stands on a list of its own.
    var isSuppression = false

    init(_ cause: Failure.Cause, _ persistence: Failure.Persistence, _ scope: Failure.Scope = .recipient) {
        (self.cause, self.persistence, self.scope) = (cause, persistence, scope)
    }

    /// The mailbox refuses mail for good, and the provider does not say why: that it is unknown would be a
    /// guess.
    static let hard = ProviderReason(.inactive, .permanent)
    /// It did not work this time.
    static let soft = ProviderReason(.other, .transient)
    /// Nothing that is known.
    static let unknown = ProviderReason(.other, .permanent)
    /// The provider's own list of addresses that it does not send to.
    static let suppressed = {
        var reason = ProviderReason(.policy, .permanent)
        reason.isSuppression = true
        return reason
    }()

    /// What happened.
    /// - Parameters:
    ///   - words: what is quoted, `smtp; 550 5.1.1 No such user`, or what the provider says itself.
    ///   - code: the code of the reply, where it is told apart.
    func failure(quoting words: String?, code: Int? = nil, status: EnhancedStatus? = nil) -> Failure {
        let words = Self.plain(words ?? "")
        if isSuppression { return suppression(words) }
        if let reply = Self.reply(words, code, status) {
            let known = ReplyClassification.failure(reply, from: .report)
            return known.cause == .other ? failure(self, reply: reply) : known
        }
        guard cause == .other, !words.isEmpty else { return failure(self, detail: words) }
        let asReply = Reply(code: persistence == .transient ? 450 : 550, lines: [words])
        let known = ReplyClassification.failure(asReply, from: .report)
        return failure(Self(known.cause, known.persistence, known.scope), detail: words)
    }

    private func failure(_ reason: Self, reply: Reply? = nil, detail: String = "") -> Failure {
        Failure(
            phase: .report, cause: reason.cause, persistence: reason.persistence, scope: reason.scope,
            reply: reply, detail: detail)
    }

    /// Amazon SES says of some addresses on its list why they are there, and only that counts.
    private func suppression(_ words: String) -> Failure {
        let isInvalid = words.lowercased().contains("bouncing as an invalid address")
        let reason = isInvalid ? Self(.unknownUser, .permanent) : self
        return failure(
            reason, detail: "on the provider's own list" + (words.isEmpty ? "" : ": \(words)"))
    }

    /// The status at the beginning of what is quoted, behind a code.
    static func status(in words: String?) -> EnhancedStatus? {
        let words = plain(words ?? "")
        return EnhancedStatus((quoted(words)?.rest ?? words).prefix { !$0.isWhitespace })
    }

    /// In one line, without the type of a diagnostic code (RFC 3464 §2.3.6), and not longer than any reply.
    private static func plain(_ words: String) -> String {
        let words = words.prefix(longest).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let mark = words.firstIndex(of: ";"), words[..<mark].allSatisfy({ $0.isLetter || $0 == "-" })
        else { return words }
        return String(words[words.index(after: mark)...].drop(while: \.isWhitespace))
    }

    private static let longest = 2_000

    /// What a server said; nil where no code and no status show that it was one.
    private static func reply(_ words: String, _ code: Int?, _ status: EnhancedStatus?) -> Reply? {
        let quoted = quoted(words)
        let told = code.flatMap { (400...599).contains($0) ? $0 : nil }
        let text = quoted?.rest ?? words
        let own = EnhancedStatus(text.prefix { !$0.isWhitespace })
        guard
            let first = status?.class ?? own?.class ?? quoted.map({ $0.code / 100 })
                ?? told.map({ $0 / 100 }),
            first != 2
        else { return nil }
        let code = quoted?.code ?? told ?? (first == 4 ? 450 : 550)
        guard own == nil, let status, status.class == code / 100 else {
            return Reply(code: code, lines: [text])
        }
        return Reply(code: code, lines: [text.isEmpty ? "\(status)" : "\(status) \(text)"])
    }

    /// The code that words begin with, 400 to 599, and the rest.
    private static func quoted(_ words: String) -> (code: Int, rest: String)? {
        let digits = words.utf8.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let code = Int(Substring(digits)), (400...599).contains(code)
        else { return nil }
        let rest = words.utf8.dropFirst(3)
        let text = rest.drop { marks.contains($0) }
        return text.startIndex > rest.startIndex || rest.isEmpty ? (code, String(Substring(text))) : nil
    }

    /// What stands behind a code: a space, or the hyphen of a longer reply (RFC 5321 §4.2.1).
    private static let marks = Array(" -:#".utf8)
}
