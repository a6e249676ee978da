public import MailFormat

/// Turns what a server said into what it means. The only place that decides cause, persistence and scope.
///
/// The first of these that knows the reply decides:
///
/// 1. the phase: what is said before a recipient is named, and 421 in every phase (RFC 5321 §3.8), concerns the relay or
///    the message; a syntax answer to RCPT concerns that recipient (RFC 5321 §4.2);
/// 2. the wording of known servers, which often contradicts their codes: `wordings`;
/// 3. the enhanced status code (RFC 3463 and the IANA registry): `byStatus`;
/// 4. the basic code: `byCode`.
///
/// | scope | whose trouble | cost |
/// | --- | --- | --- |
/// | relay | everyone's through this relay | the relay pauses; nobody loses an attempt |
/// | domain | everyone's at this domain: limits and throttling | the domain is paced; nobody loses an attempt |
/// | message | everyone's with this content | the mailing halts when it goes on |
/// | recipient | this one's | an attempt |
///
/// Who answers is a relay that we submit mail to: what it says of our account (its limits, whom we may send as) comes at
/// RCPT and after the dot as well, under codes that speak of mailboxes.
///
/// Only `Failure.bounce` counts against a reader, and only where the answer says that a mailbox is unknown, closed or full.
public enum ReplyClassification {
    /// The failure a negative reply stands for.
    public static func failure(_ reply: Reply, in phase: Failure.Phase) -> Failure {
        let words = ownWords(of: reply)
        let verdict =
            byPhase(reply, words, phase) ?? byWording(reply, words)
            ?? reply.status.flatMap { byStatus($0, phase) } ?? byCode(reply, phase)
        return Failure(
            phase: phase, cause: verdict.cause,
            persistence: verdict.persistence ?? (reply.isPermanent ? .permanent : .transient),
            scope: verdict.scope, reply: reply)
    }

    private struct Verdict {
        let cause: Failure.Cause
        let scope: Failure.Scope
        /// Nil for what the code's first digit says.
        var persistence: Failure.Persistence?

        init(_ cause: Failure.Cause, _ scope: Failure.Scope, _ persistence: Failure.Persistence? = nil) {
            (self.cause, self.scope, self.persistence) = (cause, scope, persistence)
        }
    }

    /// What the server says in its own words, in lower case: no address, which is a stranger's text, and may be long.
    private static func ownWords(of reply: Reply) -> [UInt8] {
        let words = reply.description.prefix(longest).lowercased().split(separator: " ")
        return Array(words.filter { !$0.utf8.contains(UInt8(ascii: "@")) }.joined(separator: " ").utf8)
    }

    /// Characters of a reply that are looked at.
    private static let longest = 2_000

    /// The time that a server names in its reply: “try again in 30 minutes”, “retry after 3600 seconds”; not that of the
    /// limit, “300 messages per 24 hours”.
    static func pause(_ reply: Reply) -> Duration? {
        let words = reply.description.prefix(longest).lowercased().split { !$0.isLetter && !$0.isNumber }
        for index in words.indices.dropLast() {
            guard let count = Int(words[index]), (1...100_000).contains(count),
                index == 0 || !["per", "every", "last", "of"].contains(words[index - 1])
            else { continue }
            let unit: Int? =
                switch words[index + 1] {
                case "s", "sec", "secs", "second", "seconds": 1
                case "min", "mins", "minute", "minutes": 60
                case "h", "hour", "hours": 3600
                default: nil
                }
            if let unit { return min(.seconds(unit * count), longestPause) }
        }
        return nil
    }

    /// No limit of a day or less ends later.
    private static let longestPause: Duration = .seconds(86_400)

    // MARK: - The phase

    private static func byPhase(_ reply: Reply, _ words: [UInt8], _ phase: Failure.Phase) -> Verdict? {
        if !reply.isTransient && !reply.isPermanent { return Verdict(.protocol, .relay, .transient) }
        if isAccountLimit(reply, words) { return Verdict(.quota, .relay, .transient) }
        if reply.code == 421 {
            return Verdict(speaksOf(limits, words) ? .rateLimited : .unavailable, .relay)
        }
        switch phase {
        case .connect, .greeting, .hello:
            if speaksOf(limits, words) { return Verdict(.rateLimited, .relay, .transient) }
            if speaksOf(blocklists, words) { return Verdict(.blocked, .relay) }
            // What is wrong with EHLO is the name in it (RFC 5321 §4.2.3).
            let isOfName = phase == .hello && ([501, 504].contains(reply.code) || speaksOf(greetings, words))
            return Verdict(isOfName ? .protocol : .unavailable, .relay)
        case .startTLS: return Verdict(.tls, .relay)
        case .authentication: return Verdict(.authentication, .relay)
        case .mail: return byMail(reply, words)
        case .recipient:
            if wantsAuthentication(reply) { return Verdict(.authentication, .relay) }
            if speaksOf(greetings, words) { return Verdict(.protocol, .relay) }
            return isSyntax(reply) ? byWording(reply, words) ?? Verdict(.protocol, .recipient) : nil
        case .data, .content:
            return wantsAuthentication(reply) ? Verdict(.authentication, .relay) : nil
        }
    }

    /// Of an argument that is not understood (RFC 5321 §4.2), with no status or one that says the same (RFC 3463 §3.6).
    private static func isSyntax(_ reply: Reply) -> Bool {
        guard let status = reply.status else { return [501, 504, 555].contains(reply.code) }
        return status.subject == 5 && status.detail != 3 && reply.code != 503
    }

    /// Limits that only an account that sends can have; those that a mailbox may have too, unless the status speaks of one
    /// (RFC 3463 §3.2, §3.3); and those that have a status of their own: Gmail's 5.4.5, Yandex's and others' quota as a matter
    /// of policy.
    private static func isAccountLimit(_ reply: Reply, _ words: [UInt8]) -> Bool {
        if speaksOf(accountLimits, words) { return true }
        guard let status = reply.status else { return speaksOf(limitsOfTime, words) }
        switch (status.subject, status.detail) {
        case (1, _), (2, _): return false
        case (4, 5): return speaksOf(limitsOfTime, words) || speaksOf(sending, words)
        case (7, _): return speaksOf(limitsOfTime, words) || speaksOf(quota, words)
        default: return speaksOf(limitsOfTime, words)
        }
    }

    private static func byMail(_ reply: Reply, _ words: [UInt8]) -> Verdict {
        if wantsAuthentication(reply) { return Verdict(.authentication, .relay) }
        if speaksOf(limits, words) { return Verdict(.rateLimited, .relay, .transient) }
        if reply.isTransient { return Verdict(.unavailable, .relay) }
        if reply.code == 552 || reply.status?.isSize == true { return Verdict(.size, .message) }
        if speaksOf(blocklists, words) { return Verdict(.blocked, .relay) }
        return Verdict(.sender, .message)
    }

    /// 530 (RFC 4954 §6), 535, or a status that says so.
    private static func wantsAuthentication(_ reply: Reply) -> Bool {
        reply.code == 530 || reply.code == 535 || (reply.status?.subject == 7 && reply.status?.detail == 8)
    }

    // MARK: - The wording

    /// What a server says when one of `words` stands in its reply and the reply's first digit is among `classes`.
    private struct Wording {
        let classes: ClosedRange<Int>
        let words: [[UInt8]]
        let verdict: Verdict

        init(_ classes: ClosedRange<Int>, _ verdict: Verdict, _ words: String) {
            (self.classes, self.verdict, self.words) = (classes, verdict, phrases(words))
        }
    }

    /// The phrases of a list with commas.
    private static func phrases(_ list: String) -> [[UInt8]] {
        list.split(separator: "\n").joined(separator: " ").split(separator: ", ").map { Array($0.utf8) }
    }

    /// Wordings by which relays say that our account may send no more for an hour, a day or until it is paid for: Gmail,
    /// Microsoft 365, SES, SendGrid, Mailgun, Brevo, Zoho, OVH, Exim under cPanel, Exchange.
    private static let accountLimits = phrases(
        """
        user sending quota, user sending limit, smtp relay sending limit, smtp relay limit, daily sending quota,
        daily sending limit, daily email sending limit, daily limit for message recipients, defers and failures per
        hour, limit for sending mail, submissionquotaexceeded, recipientratelimitexceeded, maximum credits exceeded,
        credits exceeded, out of credits, not enough credits, insufficient credits, sending quota exceeded, sending limit exceeded, exceeded your
        sending limit, exceeded the sending limit, reached your sending limit, over quota for sending
        """)

    /// Wordings that say the same of an account, or of a mailbox that gets too much.
    private static let limitsOfTime = phrases(
        """
        daily message quota, daily message limit, daily email limit, daily limit, daily quota, hourly limit, hourly quota,
        messages per hour, messages per day, emails per hour, emails per day, mails per hour, mails per day,
        recipients per hour, recipients per day, message quota exceeded, per-hour limit, per-day limit
        """)

    private static let sending = phrases("sending, send, quota, limit, relay")
    private static let quota = phrases("quota exceeded, quota is exceeded, over quota, quota reached")

    /// Wordings by which servers refuse our name in EHLO at RCPT, whoever it is for.
    private static let greetings = phrases(
        "helo command rejected, ehlo command rejected, helo name, ehlo name")

    /// Wordings by which servers ask for less mail.
    private static let limits = phrases(
        """
        rate limit, ratelimit, rate-limit, too many connections, too many messages, too many
        concurrent, throttl, unusual rate, sending rate, connection rate, exceeded the maximum
        number, slow down, message rate, submission rate, sender thread limit, too much mail
        """)

    /// Wordings by which servers say that they refuse our address or name, whatever we bring.
    private static let blocklists = phrases(
        """
        blocklist, blacklist, block list, black list, denylist, spamhaus, dnsbl,  rbl, rbl:,
        spamcop, barracudacentral, sorbs, listed at, listed by, listed in, bad reputation, poor
        reputation, low reputation, ip reputation, banned, blocked using, has been blocked, is
        blocked, part of your network is on our block
        """)

    /// What known servers mean by words that their codes do not say, or contradict. The first that fits decides.
    private static let wordings = [
        // Our relay sends too fast for its liking (SES's 454).
        Wording(
            4...5, Verdict(.rateLimited, .relay, .transient),
            """
            maximum sending rate, submission rate for this client, sender thread limit exceeded
            """),
        // Our account, whoever the mail is for.
        Wording(
            5...5, Verdict(.blocked, .relay),
            """
            sending suspended for this account, sending paused for this account, account is paused, your account has been
            blocked from sending, your account is disabled, your account has been disabled, your account is suspended,
            your account has been suspended, outboundspamexception, 5.7.705, 5.7.708, bad outbound sender,
            unusual sending activity, account is not yet activated, account is not activated, account is temporarily disabled for sending, outgoing
            blocked
            """),
        // Our return path or From, said of the recipient or the content: whom the account may send as, and servers that keep
        // their opinion of MAIL until RCPT.
        Wording(
            4...5, Verdict(.sender, .message),
            """
            4.1.7, 4.1.8, 5.1.7, 5.1.8, sender address rejected, sender rejected, sender verify failed, sender
            domain, return path, invalid sender, sendasdenied, permissions to send as, not allowed to send as, not
            owned by, email address is not verified, address is not verified, not verified sender, verified sender
            identity, sender identity, sender signature, from address not verified, from address is not one of your,
            sender address is not allowed, sender is not allowed, sender not allowed, domain is unverified,
            not allowed to send: , not authorized to send on behalf, not authorised to send on behalf
            """),
        // Us, whatever the code: an open relay is not asked for, and nobody's mailbox is at fault.
        Wording(
            5...5, Verdict(.relaying, .relay),
            """
            relay access denied, relaying denied, unable to relay, relay not permitted, not
            permitted to relay, relaying not allowed, we do not relay
            """),
        Wording(
            4...5, Verdict(.greylisted, .recipient, .transient),
            """
            greylist, graylist, grey-list, gray-list, postgrey, first time sender
            """),
        // Gmail's 4.7.28 and 5.7.28, Yahoo's TSS, Microsoft's ATTR codes: less mail, please.
        Wording(
            4...5, Verdict(.rateLimited, .domain, .transient),
            """
            [tss04], [tss05], [tss07], [tss08], 4.7.28, 5.7.28, rate of unsolicited, temporarily
            deferred due to, server busy, 451 4.7.500, 451 4.7.650, 451 4.7.651
            """),
        // A mailbox's own limits are its own (Gmail's 4.2.1 and 5.2.1).
        Wording(
            4...5, Verdict(.tooMany, .recipient, .transient),
            """
            too many recipients, too many rcpt, receiving mail at a rate, receiving mail too quickly
            """),
        // Mailboxes that a service closed for us: Postmark.
        Wording(5...5, Verdict(.inactive, .recipient), "marked as inactive"),
        // Mailboxes that are full, under codes that say much else.
        Wording(
            4...5, Verdict(.mailboxFull, .recipient),
            """
            mailbox full, mailbox is full, over quota, overquota, quota exceeded, exceeded storage,
            out of storage, inbox is full, mailbox size limit, mailfolder is full, insufficient disk
            space in the mailbox
            """),
        // Mailboxes that are closed.
        Wording(
            5...5, Verdict(.inactive, .recipient),
            """
            account is disabled, account has been disabled, is inactive, account inactive, mailbox
            disabled, mailbox is disabled, account suspended, account has been suspended, account is
            suspended, no longer active, deactivated, mailbox inactive, user disabled, expired
            mailbox
            """),
        // Mailboxes that are not, under codes of policy (Microsoft's directory answers 5.4.1 and 5.5.0) or none.
        Wording(
            5...5, Verdict(.unknownUser, .recipient),
            """
            user unknown, unknown user, no such user, no such mailbox, user doesn't have, does not
            exist, doesn't exist, unknown recipient, recipient not found, recipientnotfound,
            unrouteable address, unroutable address, no mailbox here, invalid recipient, invalid
            mailbox, 5.4.1 recipient address rejected: access denied, mailbox not found, mailbox
            unavailable (s2017062302), unknown mailbox, address unknown, is not a valid mailbox,
            undeliverable address, user not found, not our customer
            """),
        Wording(
            4...5, Verdict(.blocked, .recipient),
            """
            s3140, s3150, 5.7.606, 5.7.511, [ts01], [ts02], [ts03]
            """),
        Wording(
            4...5, Verdict(.alignment, .recipient),
            """
            dmarc, spf check, spf fail, not authenticated, 5.7.26, 5.7.515, dkim, unauthenticated
            """),
        Wording(
            5...5, Verdict(.content, .message),
            """
            message content rejected, content rejected, looks like spam, identified as spam,
            classified as spam, considered spam, spam message rejected, contains a virus, virus
            detected, message contained unsafe, blocked due to its content, high spam score
            """),
    ]

    private static func byWording(_ reply: Reply, _ words: [UInt8]) -> Verdict? {
        let digit = reply.code / 100
        if let known = wordings.first(where: { $0.classes.contains(digit) && speaksOf($0.words, words) }) {
            return known.verdict
        }
        if speaksOf(blocklists, words) { return Verdict(.blocked, .recipient) }
        if speaksOf(limits, words) { return Verdict(.rateLimited, .domain, .transient) }
        return nil
    }

    private static func speaksOf(_ phrases: [[UInt8]], _ words: [UInt8]) -> Bool {
        phrases.contains { words.contains($0) }
    }

    // MARK: - The status

    private static func byStatus(_ status: EnhancedStatus, _ phase: Failure.Phase) -> Verdict? {
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
        case (7, 20...32), (7, 515): return Verdict(.alignment, .recipient)
        case (7, _):
            if case .content = phase { return Verdict(.policy, isTransient ? .recipient : .message) }
            return Verdict(isTransient ? .greylisted : .policy, .recipient)
        default: return nil
        }
    }

    // MARK: - The basic code

    private static func byCode(_ reply: Reply, _ phase: Failure.Phase) -> Verdict {
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

extension EnhancedStatus {
    fileprivate var isSize: Bool { subject == 3 && detail == 4 }
}
