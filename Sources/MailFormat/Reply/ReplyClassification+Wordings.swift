// SPDX-License-Identifier: Apache-2.0
extension ReplyClassification {
    /// What a server says when one of `words` stands in its reply and the reply's first digit is among `classes`.
    private struct Wording {
        let classes: ClosedRange<Int>
        let verdict: Verdict
        let words: String

        init(_ classes: ClosedRange<Int>, _ verdict: Verdict, _ words: String) {
            (self.classes, self.verdict, self.words) = (classes, verdict, words)
        }
    }

    /// What a reply may speak of, whatever it means by that.
    enum Topic: Int, CaseIterable {
        case accountLimits, limitsOfTime, sending, quota, greetings, limits, blocklists, ways, peers

        fileprivate var words: String {
            switch self {
            case .accountLimits: ReplyClassification.accountLimits
            case .limitsOfTime: ReplyClassification.limitsOfTime
            case .sending: "sending, send, quota, limit, relay"
            case .quota: "quota exceeded, quota is exceeded, over quota, quota reached"
            case .greetings: ReplyClassification.greetings
            case .limits: ReplyClassification.limits
            case .blocklists: ReplyClassification.blocklists
            case .ways: ReplyClassification.ways
            case .peers: "message too large for peer"
            }
        }
    }

    /// The lists of phrases of which one stands in a reply, a bit for each of 64 at the most: the topics',
    /// and behind them the wordings'.
    struct Spoken {
        private let lists: UInt64

        /// - Parameter words: a reply's, in lower case.
        init(_ words: [UInt8]) {
            var lists: UInt64 = 0
            Self.phrases.scan(words) { phrase, _ in
                lists |= 1 << Self.owners[phrase]
                return true
            }
            self.lists = lists
        }

        func speaks(of topic: Topic) -> Bool { holds(topic.rawValue) }

        fileprivate func holds(_ list: Int) -> Bool { lists & 1 << list != 0 }

        /// The phrases of each list, between commas.
        private static let all = (Topic.allCases.map(\.words) + wordings.map(\.words)).map {
            $0.split(separator: "\n").joined(separator: " ").split(separator: ", ").map(String.init)
        }
        /// The list that each phrase is of.
        private static let owners = all.enumerated().flatMap { index, list in list.map { _ in index } }
        private static let phrases = PhraseSet(all.flatMap(\.self))
    }

    /// Wordings by which relays say that our account may send no more for an hour, a day or until it is paid for: Gmail,
    /// Microsoft 365, SES, SendGrid, Mailgun, Brevo, Zoho, OVH, Exim under cPanel, Exchange.
    private static let accountLimits =
        """
        user sending quota, user sending limit, smtp relay sending limit, smtp relay limit, daily sending quota,
        daily sending limit, daily email sending limit, daily limit for message recipients, defers and failures per
        hour, limit for sending mail, submissionquotaexceeded, recipientratelimitexceeded, maximum credits exceeded,
        credits exceeded, out of credits, not enough credits, insufficient credits, sending quota exceeded,
        sending limit exceeded, exceeded your sending limit, exceeded the sending limit, reached your sending limit, over quota for sending
        """

    /// Wordings that say the same of an account, or of a mailbox that gets too much.
    private static let limitsOfTime =
        """
        daily message quota, daily message limit, daily email limit, daily limit, daily quota, hourly limit, hourly quota,
        messages per hour, messages per day, emails per hour, emails per day, mails per hour, mails per day,
        recipients per hour, recipients per day, message quota exceeded, per-hour limit, per-day limit
        """

    /// Wordings by which servers refuse our name in EHLO at RCPT, whoever it is for.
    private static let greetings = "helo command rejected, ehlo command rejected, helo name, ehlo name"

    /// Wordings by which servers ask for less mail.
    private static let limits =
        """
        rate limit, ratelimit, rate-limit, too many connections, too many messages, too many
        concurrent, throttl, unusual rate, sending rate, connection rate, exceeded the maximum
        number, slow down, message rate, submission rate, sender thread limit, too much mail
        """

    /// Wordings by which servers say that they refuse our address or name, whatever we bring.
    private static let blocklists =
        """
        blocklist, blacklist, block list, black list, denylist, spamhaus, dnsbl,  rbl, rbl:,
        spamcop, barracudacentral, sorbs, listed at, listed by, listed in, bad reputation, poor
        reputation, low reputation, ip reputation, banned, blocked using, has been blocked, is
        blocked, part of your network is on our block
        """

    /// Wordings by which programs that report say themselves that there is no way to a server: OpenSMTPD,
    /// Exim, dma.
    private static let ways =
        """
        routing loop detected, network error on destination, connection closed unexpectedly, failure in mx
        lookup, no mx found for domain, record indicated no smtp service, mx records point to non-existent
        hosts, dns lookup failure
        """

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
            unusual sending activity, account is not yet activated, account is not activated, account is temporarily
            disabled for sending, outgoing blocked
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
        // Domino's directory, which is no list of bad hosts.
        Wording(
            4...5, Verdict(.unknownUser, .recipient),
            """
            not listed in domino directory, not listed in public name & address book, not listed in public
            name and address book
            """),
        Wording(
            4...5, Verdict(.blocked, .recipient),
            """
            s3140, s3150, 5.7.606, 5.7.511, [ts01], [ts02], [ts03]
            """),
        Wording(
            4...5, alignment,
            """
            dmarc, spf check, spf fail, not authenticated, 5.7.26, 5.7.515, dkim, unauthenticated, [tss09]
            """),
        Wording(
            5...5, Verdict(.content, .message),
            """
            message content rejected, content rejected, looks like spam, identified as spam,
            classified as spam, considered spam, spam message rejected, contains a virus, virus
            detected, message contained unsafe, blocked due to its content, high spam score
            """),
    ]

    static func byWording(_ reply: Reply, _ words: Spoken) -> Verdict? {
        let digit = reply.code / 100
        for (index, wording) in wordings.enumerated()
        where wording.classes.contains(digit) && words.holds(Topic.allCases.count + index) {
            return wording.verdict
        }
        if words.speaks(of: .blocklists) { return Verdict(.blocked, .recipient) }
        if words.speaks(of: .limits) { return Verdict(.rateLimited, .domain, .transient) }
        return nil
    }

    /// What a program that reports means by its own words, where it quotes no server.
    static func byReporter(_ words: Spoken) -> Verdict? {
        if words.speaks(of: .ways) { return Verdict(.network, .recipient) }
        return words.speaks(of: .peers) ? Verdict(.size, .message) : nil
    }
}
