// SPDX-License-Identifier: Apache-2.0
extension ReplyClassification {
    /// What ends a session, whoever the mail is for: no refusal at all, and 421 (RFC 5321 §3.8).
    static func bySession(_ reply: Reply, _ words: Spoken) -> Verdict? {
        if !reply.isTransient && !reply.isPermanent { return Verdict(.protocol, .relay, .transient) }
        guard reply.code == 421 else { return nil }
        return Verdict(words.speaks(of: .limits) ? .rateLimited : .unavailable, .relay)
    }

    static func byPhase(_ reply: Reply, _ words: Spoken, _ phase: Failure.Phase) -> Verdict? {
        if let verdict = bySession(reply, words) { return verdict }
        switch phase {
        case .connect, .greeting, .hello:
            if words.speaks(of: .limits) { return Verdict(.rateLimited, .relay, .transient) }
            if words.speaks(of: .blocklists) { return Verdict(.blocked, .relay) }
            // What is wrong with EHLO is the name in it (RFC 5321 §4.2.3).
            let isOfName =
                phase == .hello && ([501, 504].contains(reply.code) || words.speaks(of: .greetings))
            return Verdict(isOfName ? .protocol : .unavailable, .relay)
        case .startTLS: return Verdict(.tls, .relay)
        case .authentication: return Verdict(.authentication, .relay)
        case .mail: return byMail(reply, words)
        case .recipient:
            if wantsAuthentication(reply) { return Verdict(.authentication, .relay) }
            if words.speaks(of: .greetings) { return Verdict(.protocol, .relay) }
            return isSyntax(reply) ? byWording(reply, words) ?? Verdict(.protocol, .recipient) : nil
        case .data, .content, .report:
            return wantsAuthentication(reply) ? Verdict(.authentication, .relay) : nil
        }
    }

    /// Whether it speaks of an argument that is not understood (RFC 5321 §4.2), with no status or one that says the same
    /// (RFC 3463 §3.6).
    private static func isSyntax(_ reply: Reply) -> Bool {
        guard let status = reply.status else { return [501, 504, 555].contains(reply.code) }
        return status.subject == 5 && status.detail != 3 && reply.code != 503
    }

    /// What our account at the relay may send is used up.
    static func accountLimit(_ reply: Reply, _ words: Spoken) -> Verdict? {
        guard reply.isTransient || reply.isPermanent, isAccountLimit(reply, words) else { return nil }
        return Verdict(.quota, .relay, .transient)
    }

    /// Limits that only an account that sends can have; those that a mailbox may have too, unless the status speaks of one
    /// (RFC 3463 §3.2, §3.3); and those that have a status of their own: Gmail's 5.4.5, Yandex's and others' quota as a matter
    /// of policy.
    private static func isAccountLimit(_ reply: Reply, _ words: Spoken) -> Bool {
        if words.speaks(of: .accountLimits) { return true }
        guard let status = reply.status else { return words.speaks(of: .limitsOfTime) }
        switch (status.subject, status.detail) {
        case (1, _), (2, _): return false
        case (4, 5): return words.speaks(of: .limitsOfTime) || words.speaks(of: .sending)
        case (7, _): return words.speaks(of: .limitsOfTime) || words.speaks(of: .quota)
        default: return words.speaks(of: .limitsOfTime)
        }
    }

    private static func byMail(_ reply: Reply, _ words: Spoken) -> Verdict {
        if wantsAuthentication(reply) { return Verdict(.authentication, .relay) }
        if words.speaks(of: .limits) { return Verdict(.rateLimited, .relay, .transient) }
        if reply.isTransient { return Verdict(.unavailable, .relay) }
        if reply.code == 552 || reply.status?.isSize == true { return Verdict(.size, .message) }
        if words.speaks(of: .blocklists) { return Verdict(.blocked, .relay) }
        return Verdict(.sender, .message)
    }

    /// Whether a reply asks for authentication: 530 (RFC 4954 §6), 535, or a status that says so.
    private static func wantsAuthentication(_ reply: Reply) -> Bool {
        reply.code == 530 || reply.code == 535 || (reply.status?.subject == 7 && reply.status?.detail == 8)
    }
}

extension Failure.Phase {
    /// Whether nobody is named yet whom the mail is for.
    var isBeforeRecipient: Bool {
        switch self {
        case .connect, .greeting, .hello, .startTLS, .authentication, .mail: true
        case .recipient, .data, .content, .report: false
        }
    }
}

extension EnhancedStatus {
    fileprivate var isSize: Bool { subject == 3 && detail == 4 }
}
