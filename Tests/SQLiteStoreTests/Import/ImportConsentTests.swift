// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("What a file says of somebody's wish")
struct ImportConsentTests {
    private let fixture: TemporaryDatabase

    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
    }

    /// What is known of Ann: `none`, `active`, `pending` or `unsubscribed`, and what a file says.
    @Test(
        "takes nobody's unsubscription back, and stops whom it says to stop",
        arguments: [
            ("none", "", "active"), ("none", "active", "active"), ("none", "pending", "pending"),
            ("none", "unsubscribed", "unsubscribed"), ("none", "bounced", "none"),
            ("none", "complained", "none"),
            ("active", "", "active"), ("active", "pending", "active"),
            ("active", "unsubscribed", "unsubscribed"),
            ("active", "bounced", "active"), ("active", "suppressed", "active"), ("pending", "", "pending"),
            ("pending", "active", "pending"), ("pending", "unsubscribed", "unsubscribed"),
            ("unsubscribed", "", "unsubscribed"), ("unsubscribed", "active", "unsubscribed"),
            ("unsubscribed", "pending", "unsubscribed"), ("unsubscribed", "unsubscribed", "unsubscribed"),
        ])
    func statuses(before: String, file: String, after: String) async throws {
        if before != "none" { try await fixture.load("email,status\nann@inbox.test,\(before)\n") }
        for mode in ImportMode.allCases {
            try await fixture.load("email,status\nann@inbox.test,\(file)\n", mode: mode)
            let status = try await fixture.status("ann@inbox.test").map {
                $0 == .unconfirmed ? "pending" : $0.name
            }
            #expect(status ?? "none" == after)
            let isSuppressed =
                try await fixture.subscribers.suppression(of: EmailAddress("ann@inbox.test")) != nil
            #expect(isSuppressed == ["bounced", "complained", "suppressed"].contains(file))
        }
        try await fixture.expectWhole()
    }

    @Test("an address that the same file suppresses comes in by none of its lines")
    func contradicted() async throws {
        try await fixture.load("email,status\nann@inbox.test,bounced\nAnn@inbox.test,active\n")
        #expect(try await fixture.status("ann@inbox.test") == nil)
        #expect(try await fixture.reached() == [])
        try await fixture.expectWhole()
    }

    @Test("holds also of somebody who is suppressed, once they are released", arguments: [false, true])
    func suppressed(byDomain: Bool) async throws {
        try await fixture.ask("ann@inbox.test")
        let ann = try EmailAddress("ann@inbox.test")
        if byDomain {
            _ = try await fixture.subscribers.suppress(domain: ann.domain, because: "x")
        } else {
            _ = try await fixture.subscribers.suppress(ann, because: "x", evidence: Evidence("desk"))
        }
        try await fixture.load("email,status\nann@inbox.test,unsubscribed\n")
        _ = try await fixture.subscribers.release(domain: ann.domain)
        _ = try await fixture.subscribers.release(ann, evidence: Evidence("desk"))
        #expect(try await fixture.reached() == [])
    }

    @Test("a complaint is kept also of an address in a suppressed domain")
    func complained() async throws {
        let ann = try EmailAddress("ann@inbox.test")
        _ = try await fixture.subscribers.suppress(domain: ann.domain, because: "x")
        try await fixture.load("email,status\nann@inbox.test,complained\n")
        _ = try await fixture.subscribers.release(domain: ann.domain)
        #expect(try await fixture.subscribers.suppression(of: ann) == "complaint")
    }
}
