// SPDX-License-Identifier: Apache-2.0
extension ReplyClassification {
    static func byStatus(_ status: EnhancedStatus, _ phase: Failure.Phase) -> Verdict? {
        if case .data = phase { return nil }
        let isTransient = status.class == 4
        switch (status.subject, status.detail) {
        case (1, 7), (1, 8): return Verdict(.sender, .message)
        // An address that is not understood says nothing of a mailbox.
        case (1, 3): return Verdict(.protocol, .recipient)
        case (1, _), (7, 17), (7, 18): return Verdict(.unknownUser, .recipient)
        case (2, 1): return Verdict(.inactive, .recipient)
        case (2, 2): return Verdict(.mailboxFull, .recipient)
        case (2, 3): return Verdict(.size, .recipient)
        case (2, _): return Verdict(.other, .recipient)
        case (3, 4): return Verdict(.size, .message)
        case (3, _): return isTransient ? Verdict(.unavailable, .relay) : Verdict(.policy, .recipient)
        case (4, _): return Verdict(.network, .recipient)
        case (5, 3): return Verdict(.tooMany, .recipient, .transient)
        case (5, 0): return Verdict(.protocol, .recipient)
        case (5, _): return Verdict(.protocol, .relay)
        // Addresses in UTF-8 that cannot be served (RFC 6531 §4.2): nothing of the mailbox.
        case (6, 7...10): return Verdict(.protocol, .recipient)
        case (6, _), (7, 7): return Verdict(.content, .message)
        case (7, 9...14): return Verdict(.authentication, .relay)
        case (7, 25): return Verdict(.blocked, .recipient)
        case (7, 28): return Verdict(.rateLimited, .domain, .transient)
        case (7, 20...32), (7, 40), (7, 515): return alignment
        case (7, _):
            if case .content = phase { return Verdict(.policy, isTransient ? .recipient : .message) }
            return Verdict(isTransient ? .greylisted : .policy, .recipient)
        default: return nil
        }
    }

    /// Nothing proves that we are who we say: it concerns whoever has a mailbox there, and ends when a record is mended.
    static let alignment = Verdict(.alignment, .domain, .transient)

    static func byCode(_ reply: Reply, _ phase: Failure.Phase) -> Verdict {
        switch (phase, reply.code) {
        case (.recipient, 452), (.recipient, 552): Verdict(.mailboxFull, .recipient)
        case (.recipient, 500), (.recipient, 502), (.recipient, 503): Verdict(.protocol, .relay)
        case (.recipient, 554): Verdict(.policy, .recipient)
        case (.data, 400..<500), (.content, 452): Verdict(.unavailable, .relay)
        case (.data, _): Verdict(.policy, .message)
        case (.content, 552): Verdict(.size, .message)
        case (.content, 500...): Verdict(.content, .message)
        default: Verdict(.other, .recipient)
        }
    }
}
