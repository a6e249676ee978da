// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("What a reply means")
struct ReplyClassificationTests {
    @Test(
        "by phase and text",
        arguments: [
            ("421 4.3.2 closing", .recipient, .unavailable, .transient, .relay),
            ("554 5.7.1 not welcome", .greeting, .unavailable, .permanent, .relay),
            ("554 5.7.1 192.0.2.1 listed at zen.spamhaus.org", .greeting, .blocked, .permanent, .relay),
            ("554 too many connections from you", .greeting, .rateLimited, .transient, .relay),
            ("421 4.7.28 unusual rate of mail", .content, .rateLimited, .transient, .relay),
            ("454 4.7.0 TLS not available", .startTLS, .tls, .transient, .relay),
            ("535 5.7.8 bad credentials", .authentication, .authentication, .permanent, .relay),
            ("454 4.7.0 later", .authentication, .authentication, .transient, .relay),
            ("530 5.7.0 Must issue a STARTTLS command first", .mail, .authentication, .permanent, .relay),
            ("552 5.3.4 too big", .mail, .size, .permanent, .message),
            ("553 5.1.8 sender domain unknown", .mail, .sender, .permanent, .message),
            ("451 4.3.0 local error", .mail, .unavailable, .transient, .relay),
            ("550 5.1.1 no such user", .recipient, .unknownUser, .permanent, .recipient),
            ("550 who", .recipient, .other, .permanent, .recipient),
            ("450 4.7.1 Greylisted, try again", .recipient, .greylisted, .transient, .recipient),
            ("452 4.2.2 Mailbox full", .recipient, .mailboxFull, .transient, .recipient),
            ("552 mailbox full", .recipient, .mailboxFull, .permanent, .recipient),
            ("554 5.7.1 <a@b.c>: Relay access denied", .recipient, .relaying, .permanent, .relay),
            ("553 5.6.7 no UTF-8 here", .recipient, .protocol, .permanent, .recipient),
            ("550 5.6.9 no UTF-8 there", .content, .protocol, .permanent, .recipient),
            ("554 5.7.1 not today", .recipient, .policy, .permanent, .recipient),
            ("451 4.3.0 queue file write error", .recipient, .unavailable, .transient, .relay),
            ("451 4.3.0 queue file write error", .data, .unavailable, .transient, .relay),
            ("554 5.6.0 bad content", .content, .content, .permanent, .message),
            ("552 5.3.4 too big", .content, .size, .permanent, .message),
            ("550 5.1.1 no such user", .content, .unknownUser, .permanent, .recipient),
            ("452 4.3.1 disk full", .content, .unavailable, .transient, .relay),
            ("451 4.7.1 later", .content, .policy, .transient, .recipient),
            ("550 sender rejected", .mail, .sender, .permanent, .message),
            ("550 sending rate exceeded", .mail, .rateLimited, .transient, .relay),
            ("550 blocked using bl.spamcop.net", .mail, .blocked, .permanent, .relay),
            // Words against codes.
            ("550 5.2.1 The account is disabled", .recipient, .inactive, .permanent, .recipient),
            ("554 5.7.1 mailbox is full", .recipient, .mailboxFull, .permanent, .recipient),
            ("554 This user doesn't have an account here", .recipient, .unknownUser, .permanent, .recipient),
            (
                "550 5.4.1 Recipient address rejected: Access denied", .recipient, .unknownUser, .permanent,
                .recipient
            ),
            (
                "550 5.7.1 Service unavailable; client host blocked using Spamhaus", .recipient, .blocked,
                .permanent, .recipient
            ),
            (
                "550 5.7.1 Mail from your network is on our block list (S3140)", .recipient, .blocked,
                .permanent, .recipient
            ),
            ("550 Greylisted, come back later", .recipient, .greylisted, .transient, .recipient),
            ("451 4.7.0 [TSS04] Messages temporarily deferred", .content, .rateLimited, .transient, .domain),
            (
                "450 4.2.1 The user is receiving mail too quickly", .recipient, .tooMany, .transient,
                .recipient
            ),
            ("452 4.5.3 Too many recipients", .recipient, .tooMany, .transient, .recipient),
            (
                "550 5.7.26 Unauthenticated mail is not accepted due to DMARC", .content, .alignment,
                .transient, .domain
            ),
            ("554 5.7.1 Message content rejected", .content, .content, .permanent, .message),
            ("550 Sender address rejected: domain does not exist", .recipient, .sender, .permanent, .message),
            ("550 unable to relay", .recipient, .relaying, .permanent, .relay),
            // Statuses.
            ("501 5.1.3 Bad recipient address syntax", .recipient, .protocol, .permanent, .recipient),
            ("550 5.1.10 null MX", .recipient, .unknownUser, .permanent, .recipient),
            ("550 5.2.1 closed", .recipient, .inactive, .permanent, .recipient),
            ("552 5.2.3 too long for this mailbox", .content, .size, .permanent, .recipient),
            ("550 5.3.0 refused", .recipient, .policy, .permanent, .recipient),
            ("450 4.4.1 no answer", .recipient, .network, .transient, .recipient),
            (
                "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", .recipient,
                .unknownUser, .permanent, .recipient
            ),
            ("550 5.5.0 not taken", .recipient, .protocol, .permanent, .recipient),
            ("503 5.5.1 bad sequence", .recipient, .protocol, .permanent, .relay),
            ("550 5.7.17 mailbox owner has changed", .recipient, .unknownUser, .permanent, .recipient),
            ("550 5.7.25 no reverse name", .recipient, .blocked, .permanent, .recipient),
            ("550 5.7.28 flood", .recipient, .rateLimited, .transient, .domain),
            ("554 5.7.1 not today", .content, .policy, .permanent, .message),
            ("530 5.7.0 authenticate", .recipient, .authentication, .permanent, .relay),
            // Codes alone.
            ("554 no", .recipient, .policy, .permanent, .recipient),
            ("452 full", .recipient, .mailboxFull, .transient, .recipient),
            ("450 busy", .recipient, .other, .transient, .recipient),
            ("502 what?", .recipient, .protocol, .permanent, .relay),
            ("554 no", .data, .policy, .permanent, .message),
            ("554 no", .content, .content, .permanent, .message),
        ] as [(String, Failure.Phase, Failure.Cause, Failure.Persistence, Failure.Scope)])
    func means(
        text: String, phase: Failure.Phase, cause: Failure.Cause, persistence: Failure.Persistence,
        scope: Failure.Scope
    ) throws {
        let reply = Reply(code: try #require(Int(text.prefix(3))), lines: [String(text.dropFirst(4))])
        let failure = ReplyClassification.failure(reply, from: .submissionRelay(phase))
        #expect(failure.cause == cause)
        #expect(failure.persistence == persistence)
        #expect(failure.scope == scope)
        #expect(failure.reply == reply)
    }

    @Test(
        "a syntax answer to RCPT concerns that recipient, for good or for now",
        arguments: [
            ("501 Invalid RCPT TO address provided", .permanent),
            ("501 <r2@d2.test>: malformed address: @ may not follow <r2", .permanent),
            ("501 5.5.4 Invalid arguments", .permanent), ("555 5.5.4 Unsupported option", .permanent),
            ("504 parameter not implemented", .permanent), ("451 4.5.2 Syntax error", .transient),
            ("553 5.5.2 syntax", .permanent),
        ] as [(String, Failure.Persistence)])
    func syntax(text: String, persistence: Failure.Persistence) {
        let failure = failure(text, in: .recipient)
        #expect(failure.scope == .recipient && failure.cause == .protocol)
        #expect(failure.persistence == persistence && failure.bounce == nil)
    }

    @Test("a name in EHLO that a relay refuses at RCPT is the relay's")
    func helloName() {
        let text = "504 5.5.2 <edge>: Helo command rejected: need fully-qualified hostname"
        #expect(failure(text, in: .recipient).scope == .relay)
    }

    @Test(
        "our account's limit rests the relay and costs nobody anything",
        arguments: [
            "550 5.4.5 Daily user sending quota exceeded. For more information on Gmail go to gmail.example",
            "550 5.4.5 Daily SMTP relay sending limit exceeded for customer",
            "450 4.7.1 <END-OF-MESSAGE>: End-of-data rejected: Number messages per hour exceeded. Error:RATE_MSG",
            "450 4.7.1 <ann@d.test>: Recipient address rejected: Policy Rejection- Quota Exceeded.",
            "454 Throttling failure: Daily message quota exceeded.",
            "451 Authentication failed: Maximum credits exceeded",
            "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
            "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process",
            "550 Domain news.test has exceeded the max emails per hour (300/300 (100%)) allowed.",
            "550 Domain news.test has exceeded the max defers and failures per hour (5/5 (100%)) allowed.",
            "550 5.4.5 You have reached a limit for sending mail. Your message was not sent.",
            "421 4.7.0 You have reached your daily email sending limit",
        ])
    func accountLimits(text: String) {
        for phase in [Failure.Phase.mail, .recipient, .data, .content, .authentication] {
            let failure = failure(text, in: phase)
            #expect(failure.cause == .quota && failure.scope == .relay, "\(text) in \(phase)")
            #expect(failure.persistence == .transient && failure.bounce == nil)
        }
    }

    @Test("a mailbox's quota is not our account's")
    func mailboxQuota() {
        for text in [
            "452 4.2.2 The mailbox is over quota",
            "452 4.2.2 the account you try to reach is over its daily limit", "552 5.2.2 quota exceeded",
            "552 mailbox full",
        ] {
            #expect(failure(text, in: .recipient).cause == .mailboxFull, "\(text)")
        }
    }

    @Test(
        "the time that a server names is how long it is left alone",
        arguments: [
            ("450 quota exceeded, try again in 30 minutes", .seconds(1800)),
            ("450 retry after 90 seconds", .seconds(90)), ("450 come back in 24 hours", .seconds(86_400)),
            ("450 4.7.1 later", nil), ("450 300 messages per hour", nil),
            ("450 300 messages per 24 hours; try again in 1 hour", .seconds(3600)),
            ("450 try again in 900 hours", .seconds(86_400)),
        ] as [(String, Duration?)])
    func pause(text: String, expected: Duration?) {
        #expect(failure(text, in: .content).pause == expected)
    }

    @Test(
        "what our account may send as is the message's trouble",
        arguments: [
            "553 5.7.1 Sender address rejected: not owned by auth user.",
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender [MW2PR1901MB2155]",
            "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed",
            "554 Message rejected: Email address is not verified.",
            "550 The from address does not match a verified Sender Identity.",
            "553 Sender is not allowed to relay emails",
            "550 5.7.0 From address is not one of your addresses",
        ])
    func rights(text: String) {
        for phase in [Failure.Phase.mail, .recipient, .content] {
            let failure = failure(text, in: phase)
            #expect(failure.cause == .sender && failure.scope == .message, "\(text) in \(phase)")
        }
    }

    @Test(
        "an account that may not send at all stops its relay",
        arguments: [
            "554 Message rejected: Sending suspended for this account. For more information, write to us",
            "550 5.4.6 Unusual sending activity detected. Please try after sometime",
            "550 5.1.8 Access denied, bad outbound sender",
            "550 Mailgun: your account is disabled",
        ])
    func accounts(text: String) {
        let failure = failure(text, in: .content)
        #expect(failure.cause == .blocked && failure.scope == .relay)
    }

    @Test("a relay's pace is the relay's, not a domain's")
    func pace() {
        let failure = failure("454 Throttling failure: Maximum sending rate exceeded.", in: .content)
        #expect(failure.cause == .rateLimited && failure.scope == .relay)
    }

    @Test(
        "a refusal of our authentication is a cause of its own",
        arguments: [
            "550 5.7.26 no", "451 4.7.26 later", "550 5.7.27 SPF", "550 5.7.30 DKIM", "550 5.7.32 alignment",
            "550 5.7.40 DMARC", "553 5.7.1 [TSS09] All messages from this host",
            "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
        ])
    func alignment(text: String) {
        for phase in [Failure.Phase.recipient, .content] {
            let failure = failure(text, in: phase)
            #expect(failure.cause == .alignment && failure.bounce == nil, "\(text) in \(phase)")
        }
    }

    @Test("a 550 at RCPT that does not speak of a mailbox counts against nobody")
    func unspoken() {
        let gmx = failure("550 Requested action not taken: mailbox unavailable", in: .recipient)
        #expect(gmx.cause == .other && gmx.bounce == nil)
        for text in ["550 no", "551 5.2.0 no", "553 no", "550 5.0.0 refused"] {
            #expect(failure(text, in: .recipient).bounce == nil, "\(text)")
        }
    }

    /// What may count against a reader, whatever a server says, and in which phase.
    @Test("only a mailbox's own troubles count against its reader")
    func blameless() {
        let texts = [
            "421 closing", "450 busy", "550 5.7.1 no", "550 5.7.26 DMARC", "554 5.5.0 no", "554 5.6.0 bad",
            "550 5.5.1 bad",
            "554 5.7.1 Relay access denied", "550 blocked using zen.spamhaus.org", "550 listed in a dnsbl",
            "535 no", "552 5.3.4 big",
            "550 rate limit exceeded", "554 spam message rejected", "553 5.1.8 who are you", "530 log in",
        ]
        let before: [Failure.Phase] = [.connect, .greeting, .hello, .startTLS, .authentication, .mail]
        for text in texts + ["550 5.1.1 user unknown", "552 5.2.2 mailbox full"] {
            for phase in before { #expect(failure(text, in: phase).bounce == nil, "\(text) in \(phase)") }
        }
        for text in texts where !text.hasPrefix("450") {
            for phase in [Failure.Phase.recipient, .data, .content] {
                #expect(failure(text, in: phase).bounce == nil, "\(text) in \(phase)")
            }
        }
    }

    @Test(
        "what a report says of a session, an account or a login says nothing of our relay",
        arguments: [
            ("421 4.3.2 shutting down", .unavailable, .domain),
            ("421 too many connections", .rateLimited, .domain),
            ("451 4.3.0 queue file write error", .unavailable, .domain),
            ("550 5.4.5 Daily user sending quota exceeded", .quota, .recipient),
            ("554 5.7.1 Relay access denied", .relaying, .recipient),
            ("530 5.7.0 Must issue a STARTTLS command first", .policy, .recipient),
            ("535 5.7.8 bad credentials", .policy, .recipient), ("534 5.7.9 no", .authentication, .recipient),
            ("554 Sending suspended for this account", .blocked, .domain),
            ("503 5.5.1 bad sequence", .protocol, .recipient), ("502 what?", .protocol, .recipient),
            ("504 5.5.2 <edge>: Helo command rejected", .protocol, .recipient),
            ("250 2.0.0 ok", .protocol, .recipient),
            ("454 Throttling failure: Maximum sending rate exceeded.", .rateLimited, .domain),
        ] as [(String, Failure.Cause, Failure.Scope)])
    func reported(text: String, cause: Failure.Cause, scope: Failure.Scope) {
        let failure = failure(text, from: .report)
        #expect(failure.cause == cause && failure.scope == scope && failure.phase == .report)
        #expect(failure.bounce == nil)
    }

    @Test(
        "what a report says of a mailbox or the message is what a relay says at RCPT",
        arguments: [
            "550 5.1.1 no such user", "552 5.2.2 mailbox full", "452 full", "550 5.2.1 closed", "550 who",
            "550 5.7.26 Unauthenticated mail is not accepted due to DMARC", "554 5.7.1 not today",
            "554 5.7.1 Message content rejected", "553 5.1.8 sender domain unknown", "552 5.3.4 too big",
            "450 4.7.1 Greylisted", "451 4.7.0 [TSS04] Messages temporarily deferred", "450 4.4.1 no answer",
        ])
    func reportedOfMailbox(text: String) {
        let (report, reply) = (failure(text, from: .report), failure(text, in: .recipient))
        #expect(report.cause == reply.cause && report.scope == reply.scope)
        #expect(report.persistence == reply.persistence && report.bounce == reply.bounce)
    }

    @Test("a server that receives mail has no account of ours, and its session is its own")
    func receivingServer() {
        let limit = failure("452 4.2.2 over its daily limit", from: .receivingServer(.recipient))
        #expect(limit.cause == .mailboxFull && limit.scope == .recipient)
        for text in ["550 5.4.5 Daily sending quota exceeded", "554 Relay access denied", "530 log in"] {
            #expect(failure(text, from: .receivingServer(.recipient)).scope == .recipient, "\(text)")
        }
        #expect(failure("451 4.3.0 busy", from: .receivingServer(.content)).scope == .domain)
        for phase in [Failure.Phase.greeting, .mail, .recipient, .content] {
            #expect(failure("421 closing", from: .receivingServer(phase)).scope == .relay)
        }
        #expect(failure("554 5.7.1 not welcome", from: .receivingServer(.greeting)).scope == .relay)
        #expect(failure("550 5.1.1 no such user", from: .receivingServer(.recipient)).bounce == .unknownUser)
    }

    @Test("a directory that an address is not listed in is no list of bad hosts")
    func directory() {
        for directory in ["Domino Directory", "public Name & Address Book"] {
            let unlisted = failure("554 User ann (ann@inbox.test) not listed in \(directory)", from: .report)
            #expect(unlisted.cause == .unknownUser && unlisted.bounce == .unknownUser)
            #expect(failure("450 ann not listed in \(directory)", from: .report).bounce == .soft)
        }
        #expect(failure("554 192.0.2.1 listed in bl.test", from: .report).cause == .blocked)
    }

    @Test(
        "what a program that reports says itself of the way is of the network, and means nothing from a server",
        arguments: [
            "550 Routing loop detected", "450 4.0.0 Network error on destination MXs",
            "450 Temporary failure in MX lookup", "450 Connection closed unexpectedly",
            "550 No MX found for domain", "550 5.0.0 an MX or SRV record indicated no SMTP service",
            "550 all relevant MX records point to non-existent hosts",
            "550 DNS lookup failure: host inbox.test not found",
        ])
    func ways(text: String) {
        let reported = failure(text, from: .report)
        #expect(reported.cause == .network && reported.scope == .recipient && reported.bounce == nil)
        #expect(failure(text, in: .recipient).cause == .other)
    }

    @Test("an address in a reply is not read as the server's words, but what stands behind its bracket is")
    func addresses() {
        #expect(failure("550 Nothing for <ann@inbox.test>No Such User", in: .recipient).cause == .unknownUser)
        for address in ["\"a>spamhaus\"@inbox.test", "<\"a>spamhaus\"@inbox.test>", "a@inbox.test,spamhaus"] {
            #expect(failure("550 no \(address)", in: .recipient).cause == .other, "\(address)")
        }
        let trick = failure("550 5.1.1 <spamhaus+greylisted+unable@spamhaus.org>: no", in: .recipient)
        #expect(trick.cause == .unknownUser)
    }

    private func failure(_ text: String, in phase: Failure.Phase) -> Failure {
        failure(text, from: .submissionRelay(phase))
    }

    private func failure(_ text: String, from speaker: Speaker) -> Failure {
        ReplyClassification.failure(
            Reply(code: Int(text.prefix(3)) ?? 0, lines: [String(text.dropFirst(4))]), from: speaker)
    }
}
