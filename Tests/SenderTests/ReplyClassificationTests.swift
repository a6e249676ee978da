import MailFormat
import Testing

@testable import Sender

@Suite("What a reply means")
struct ReplyClassificationTests {
    @Test(
        "by phase and text",
        arguments: [
            ("421 4.3.2 closing", .recipient, .unavailable, .transient, .relay),
            ("554 5.7.1 blocked", .greeting, .unavailable, .permanent, .relay),
            ("535 5.7.8 bad credentials", .authentication, .authentication, .permanent, .relay),
            ("454 4.7.0 later", .authentication, .authentication, .transient, .relay),
            ("530 5.7.0 Must issue a STARTTLS command first", .mail, .authentication, .permanent, .relay),
            ("552 5.3.4 too big", .mail, .size, .permanent, .message),
            ("553 5.1.8 sender domain unknown", .mail, .sender, .permanent, .message),
            ("451 4.3.0 local error", .mail, .unavailable, .transient, .relay),
            ("550 5.1.1 no such user", .recipient, .unknownUser, .permanent, .recipient),
            ("550 who", .recipient, .unknownUser, .permanent, .recipient),
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
            ("451 4.7.1 later", .content, .other, .transient, .recipient),
        ] as [(String, Failure.Phase, Failure.Cause, Failure.Persistence, Failure.Scope)])
    func means(
        text: String, phase: Failure.Phase, cause: Failure.Cause, persistence: Failure.Persistence,
        scope: Failure.Scope
    ) throws {
        let reply = Reply(code: try #require(Int(text.prefix(3))), lines: [String(text.dropFirst(4))])
        let failure = ReplyClassification.failure(reply, in: phase)
        #expect(failure.cause == cause)
        #expect(failure.persistence == persistence)
        #expect(failure.scope == scope)
        #expect(failure.reply == reply)
    }
}
