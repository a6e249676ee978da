// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

@Suite("Failures of a relay in the middle of contents")
struct RepeatedFailuresTests {
    private static let closed = Failure(
        phase: .content, cause: .network, persistence: .transient, scope: .relay, detail: "closed")
    private let ann = DeliveryID(rawValue: 1)
    private let ben = DeliveryID(rawValue: 2)

    @Test("the first concerns the relay, and so do others while it accepts nothing")
    func relay() {
        var failures = RepeatedFailures()
        for delivery in [ann, ben, ann, ben] {
            #expect(failures.note(Self.closed, of: delivery, accepted: 100) == Self.closed)
        }
    }

    @Test("the next of the same message concerns its recipient when the relay has accepted others meanwhile")
    func message() {
        var failures = RepeatedFailures()
        #expect(failures.note(Self.closed, of: ann, accepted: 100).scope == .relay)
        let failure = failures.note(Self.closed, of: ann, accepted: 101)
        #expect(failure.scope == .recipient && failure.persistence == .transient && failure.bounce == nil)
        #expect(failure.cause == .network && failure.phase == .content)
        #expect(failure.description == "its content broke off 2 times: closed")
        #expect(failures.note(Self.closed, of: ben, accepted: 101).scope == .relay)
        #expect(failures.note(Self.closed, of: ann, accepted: 101).scope == .recipient, "each later one")
    }

    @Test("the fifth and all later ones of a message concern its recipient, whatever the relay does")
    func alone() {
        var failures = RepeatedFailures()
        let scopes = (1...7).map { _ in failures.note(Self.closed, of: ann, accepted: 0).scope }
        #expect(scopes == [.relay, .relay, .relay, .relay, .recipient, .recipient, .recipient])
    }

    @Test("not when the relay says that it is to blame, unless it accepts others")
    func told() {
        let full = Failure(
            phase: .content, cause: .unavailable, persistence: .transient, scope: .relay,
            reply: Reply(code: 452, lines: ["4.3.1 insufficient storage"]))
        var failures = RepeatedFailures()
        for _ in 1...9 { #expect(failures.note(full, of: ann, accepted: 7) == full) }
        #expect(failures.note(full, of: ann, accepted: 8).scope == .recipient)
    }

    @Test(
        "too many a second is the relay's word of us, unless one message meets it again and again among others"
    )
    func complaint() {
        let complaint = Failure(
            phase: .content, cause: .rateLimited, persistence: .transient, scope: .relay,
            reply: Reply(code: 454, lines: ["Throttling failure: maximum sending rate exceeded"]))
        var failures = RepeatedFailures()
        for accepted in 1...4 { #expect(failures.note(complaint, of: ann, accepted: accepted) == complaint) }
        #expect(failures.note(complaint, of: ann, accepted: 4) == complaint, "nobody else was accepted")
        #expect(failures.note(complaint, of: ann, accepted: 5).scope == .recipient)
    }

    @Test("an answer to the message starts the count anew")
    func answered() {
        var failures = RepeatedFailures()
        _ = failures.note(Self.closed, of: ann, accepted: 0)
        failures.forget(ann)
        #expect(failures.note(Self.closed, of: ann, accepted: 1) == Self.closed)
    }

    @Test(
        "failures elsewhere, of others, or for good are what they are",
        arguments: [
            Failure(phase: .mail, cause: .network, persistence: .transient, scope: .relay),
            Failure(phase: .content, cause: .mailboxFull, persistence: .transient, scope: .recipient),
            Failure(phase: .content, cause: .authentication, persistence: .permanent, scope: .relay),
        ])
    func others(failure: Failure) {
        var failures = RepeatedFailures()
        for accepted in 0..<9 { #expect(failures.note(failure, of: ann, accepted: accepted) == failure) }
    }
}
