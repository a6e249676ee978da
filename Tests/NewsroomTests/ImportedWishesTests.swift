import MailFormat
import SQLiteStore
import Subscribers
import Testing

@testable import Newsroom

@Suite("An import and people's wishes")
struct ImportedWishesTests {
    @Test("honours what the file says of people's wishes, also in its own second thoughts")
    func statuses() async throws {
        let desk = try await ImportDesk()
        let taken = try await desk.take(
            """
            email,status,subscribed_at,unsubscribed_at
            ann@inbox.test,active,2020-01-02,
            bob@inbox.test,unconfirmed,2020-01-02,
            cy@inbox.test,unsubscribed,2020-01-02,2021-02-03T04:05:06.789Z
            dan@inbox.test,bounced,,
            eve@inbox.test,complained,,
            fay@inbox.test,suppressed,,
            reader1@inbox.test,unsubscribed,,
            ann@inbox.test,unsubscribed,,
            cy@inbox.test,active,,

            """)
        #expect(taken.report.added == 2 && taken.report.stopped == 6 && taken.report.rejected == 1)
        #expect(taken.rejects == ["10: unsubscribed from this list: only they can subscribe again"])
        #expect(
            try await desk.members() == [
                "ann@inbox.test unsubscribed {}", "bob@inbox.test unconfirmed {}",
                "cy@inbox.test unsubscribed {}",
            ])
        for (name, reason) in [
            ("dan", "hardBounces"), ("eve", "complaint"), ("fay", "suppressed in file readers.csv"),
            ("ann", nil),
        ] {
            let address = try EmailAddress("\(name)@inbox.test")
            #expect(try await desk.newsroom.subscribers.suppression(of: address) == reason)
        }
        let cy = try await desk.newsroom.subscriber(EmailAddress("cy@inbox.test"))
        let subscription = try #require(try await desk.newsroom.subscribers.subscriptions(of: cy.id).first)
        #expect(subscription.joinedAt == ImportTime.milliseconds("2020-01-02"))
        #expect(subscription.changedAt == ImportTime.milliseconds("2021-02-03T04:05:06.789Z"))
    }

    @Test("subscribes nobody again who left, bounced, is suppressed, was forgotten or has another address")
    func neverAgain() async throws {
        let desk = try await ImportDesk()
        let newsroom = desk.newsroom
        _ = try await desk.take(
            "email,status\nleft@inbox.test,unsubscribed\ngone@inbox.test,bounced\nold@inbox.test,\nforgotten@inbox.test,\n"
        )
        _ = try await newsroom.subscribers.suppress(
            EmailAddress("never@inbox.test"), because: "asked", evidence: Evidence("test"))
        _ = try await newsroom.subscribers.suppress(domain: "bad.test", because: "trap")
        try await newsroom.change(
            try await newsroom.subscriber(EmailAddress("old@inbox.test")).id,
            to: EmailAddress("new@inbox.test"))
        _ = try await newsroom.erase(EmailAddress("forgotten@inbox.test"))
        let before = try await desk.export("morning", asJSON: true)
        for mode in ImportMode.allCases {
            let taken = try await desk.take(
                """
                email,first_name,status
                LEFT@inbox.test,x,active
                gone@inbox.test,x,active
                never@inbox.test,x,
                any@bad.test,x,active
                forgotten@inbox.test,x,active
                old@inbox.test,x,active

                """
            ) { $0.mode = mode }
            #expect(
                taken.rejects == [
                    "2: unsubscribed from this list: only they can subscribe again",
                    "3: suppressed (hardBounces): this address must not be mailed",
                    "4: suppressed (asked): this address must not be mailed",
                    "5: suppressed (trap): this address must not be mailed",
                    "6: suppressed (erased): this address must not be mailed",
                    "7: a former address: this person has another one since",
                ])
            #expect(taken.report.rejected == 6)
        }
        #expect(try await desk.export("morning", asJSON: true) == before)
    }
}
