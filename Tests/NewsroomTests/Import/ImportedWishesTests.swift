// SPDX-License-Identifier: Apache-2.0
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
            #expect(try await desk.newsroom.context.subscribers.suppression(of: address) == reason)
        }
        let cy = try await desk.newsroom.people.subscriber(EmailAddress("cy@inbox.test"))
        let subscription = try #require(
            try await desk.newsroom.context.subscribers.subscriptions(of: cy.id).first)
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
        _ = try await newsroom.context.subscribers.suppress(
            EmailAddress("never@inbox.test"), because: "asked", evidence: Evidence("test"))
        _ = try await newsroom.context.subscribers.suppress(domain: "bad.test", because: "trap")
        try await newsroom.people.change(
            try await newsroom.people.subscriber(EmailAddress("old@inbox.test")).id,
            to: EmailAddress("new@inbox.test"))
        _ = try await newsroom.people.erase(EmailAddress("forgotten@inbox.test"))
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

    @Test("is refused where a file would take most of a list off it, until somebody says that it is right")
    func mostOff() async throws {
        let desk = try await ImportDesk()
        let people = (1...9).map { "p\($0)@inbox.test" }
        _ = try await desk.take("email\n" + people.joined(separator: "\n"))
        let before = try await desk.export("morning", asJSON: true)
        for word in ["unsubscribed", "bounced"] {
            // With the reader that the newsroom came with they are ten: five are not most of them.
            let some = "email,status\n" + people.prefix(6).map { "\($0),\(word)\n" }.joined()
            await #expect(throws: StoreError.takesMostOff(list: "morning", ended: 6, of: 10)) {
                try await desk.take(some)
            }
            #expect(try await desk.export("morning", asJSON: true) == before)
            #expect(try await desk.suppressions() == "subject,reason,since\n")
        }
        let half = "email,status\n" + people.prefix(5).map { "\($0),unsubscribed\n" }.joined()
        #expect(try await desk.take(half).report.stopped == 5)
        let rest = "email,unsubscribed_at\n" + people.map { "\($0),2026-01-01\n" }.joined()
        #expect(try await desk.take(rest) { $0.mayTakeMostOff = true }.report.stopped == 4)
    }

    @Test("of strangers who left somewhere else takes any number")
    func strangersLeft() async throws {
        let desk = try await ImportDesk()
        let text = "email,status\n" + (1...20).map { "p\($0)@inbox.test,unsubscribed\n" }.joined()
        #expect(try await desk.take(text).report.stopped == 20)
    }

    @Test(
        "gives everybody the name of one row",
        arguments: [
            ("name\nzoe@inbox.test,Zoe Angstrom\nzoe@inbox.test,Cher\n", "Cher"),
            ("name\nzoe@inbox.test,Cher\nzoe@inbox.test,Zoe Angstrom\n", "Zoe Angstrom"),
            ("first_name,last_name\nzoe@inbox.test,Zoe,Angstrom\nzoe@inbox.test,Cher,\n", "Zoe Angstrom"),
            ("first_name,last_name\nzoe@inbox.test,Cher,\nzoe@inbox.test,Zoe,Angstrom\n", "Zoe Angstrom"),
            ("first_name,last_name\nzoe@inbox.test,Zoe,\nzoe@inbox.test,,Angstrom\n", "Angstrom"),
            ("first_name,last_name\nzoe@inbox.test,Zoe,Angstrom\nzoe@inbox.test,Ann,Or\n", "Ann Or"),
            ("name\nzoe@inbox.test,Zoe Angstrom\nzoe@inbox.test,\n", "Zoe Angstrom"),
        ])
    func oneName(rows: String, name: String) async throws {
        let desk = try await ImportDesk()
        _ = try await desk.take("email,\(rows)")
        #expect(try await desk.members() == ["zoe@inbox.test \(name) active {}"])
        // What another file says of half a name, it says of that half.
        _ = try await desk.take("email,first_name,last_name\nzoe@inbox.test,Anna,\n")
        let last = name.split(separator: " ").dropFirst().first ?? (name == "Angstrom" ? "Angstrom" : "")
        #expect(
            try await desk.members() == ["zoe@inbox.test Anna\(last.isEmpty ? "" : " \(last)") active {}"])
        _ = try await desk.take("email,name\nzoe@inbox.test,Cher\n")
        #expect(try await desk.members() == ["zoe@inbox.test Cher active {}"])
    }
}
