// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("The proof before publishing")
struct PublishingProofTests {
    /// The findings that a mailing was published against, as the database keeps them.
    private func overridden(in mailing: MailingID, of place: TemporaryNewsroom) throws -> Data {
        let database = place.directory.appending(path: "daybreak.db").path
        let (sqlite, output) = (Process(), Pipe())
        sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
        sqlite.arguments = [database, "SELECT overridden FROM mailing WHERE id = \(mailing)"]
        sqlite.standardOutput = output
        try sqlite.run()
        return try output.fileHandleForReading.readToEnd() ?? Data()
    }

    private func edition(
        _ place: TemporaryNewsroom, _ change: (inout EditionDraft) -> Void
    ) async throws -> EditionID {
        var draft = EditionDraft(articles: ["bread"])
        draft.preheader = "For as long as it takes to bake one."
        change(&draft)
        return try await place.newsroom.editorial.add(draft).0
    }

    @Test("what blocks is not scheduled, unless somebody says why, which is kept with what was found")
    func override() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let spoilt = try await edition(place) { $0.introduction = "TK" }
        await #expect(throws: ProofBlocked.self) {
            _ = try await place.newsroom.mailings.schedule(spoilt, to: "morning", at: nil)
        }
        #expect(try await place.newsroom.context.mailings.all().isEmpty)
        let mailing = try await place.newsroom.mailings.schedule(
            spoilt, to: "morning", at: nil, override: "TK is a band")
        #expect(try await place.newsroom.mailings.publish(mailing) == 2)
        #expect(try await place.newsroom.mailings.status(of: mailing).mailing.override == "TK is a band")
        let findings = try JSONDecoder().decode([Finding].self, from: overridden(in: mailing, of: place))
        #expect(!findings.isEmpty && findings.allSatisfy { $0.rule == .placeholder })
    }

    @Test("an override covers what was found when it was said, and nothing that came later")
    func overrideOfThen() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let spoilt = try await edition(place) { $0.introduction = "TK" }
        let mailing = try await place.newsroom.mailings.schedule(
            spoilt, to: "morning", at: nil, override: "TK is a band")
        _ = try await place.newsroom.editorial.change(spoilt) { edition throws(ChangeFault) in
            try edition.set(Assignment("subject=TODO subject"))
        }
        await #expect(throws: ProofBlocked.self) {
            _ = try await place.newsroom.mailings.publish(mailing)
        }
        _ = try await place.newsroom.editorial.change(spoilt) { edition throws(ChangeFault) in
            try edition.set(Assignment("subject=A fine day"))
            try edition.set(Assignment("introduction=FIXME"))
        }
        await #expect(throws: ProofBlocked.self, "another placeholder in the same place") {
            _ = try await place.newsroom.mailings.publish(mailing)
        }
        _ = try await place.newsroom.editorial.change(spoilt) { edition throws(ChangeFault) in
            try edition.set(Assignment("introduction=TK"))
        }
        #expect(try await place.newsroom.mailings.publish(mailing) == 2)
    }

    @Test("an edition goes to a list once, unless somebody says why, and never in the past")
    func once() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let first = try await place.publish()
        await #expect(throws: StoreError.alreadyMailed(list: "morning", mailing: first.rawValue, .sending)) {
            _ = try await place.publish()
        }
        await #expect(throws: MailingFault.noReason) { _ = try await place.publish(again: "  ") }
        _ = try await place.publish(again: "half of them got nothing")
        // One that was cancelled on its way reached some of them.
        let second = try await place.newsroom.mailings.all()[0].id
        #expect(try await place.newsroom.mailings.cancel(second))
        await #expect(
            throws: StoreError.alreadyMailed(list: "morning", mailing: second.rawValue, .cancelled)
        ) { _ = try await place.publish() }
        let past = try LocalTime("2026-01-05 06:00", in: "UTC")
        let other = try await edition(place) { $0.subject = "Another" }
        await #expect(throws: MailingFault.past(past.instant, in: past.zone)) {
            _ = try await place.newsroom.mailings.schedule(other, to: "morning", at: past, override: "late")
        }
        #expect(try await place.newsroom.context.mailings.all().count == 2)
    }

    @Test("what comes to block after it was scheduled is not published either")
    func later() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let fine = try await edition(place) { $0.introduction = "Good morning." }
        let mailing = try await place.newsroom.mailings.schedule(fine, to: "morning", at: nil)
        var draft = EditionDraft(try await place.newsroom.editorial.edition(fine))
        draft.introduction = "Lorem ipsum."
        _ = try await place.newsroom.editorial.revise(fine, draft)
        await #expect(throws: ProofBlocked.self) { _ = try await place.newsroom.mailings.publish(mailing) }
        #expect(try await place.newsroom.mailings.mailing(mailing).state == .scheduled)
    }

    @Test("an article as it was pasted goes out with nothing written by hand, and that is said")
    func pasted() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let seed = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/demo/articles/customs-treaty.txt").standardized
        let submission = try await place.newsroom.editorial.read(seed.path, as: nil) { Data() }
        let taken = try await place.newsroom.editorial.take(submission)
        #expect(taken.map(\.article.standfirst) == [nil])
        let (id, edition) = try await place.newsroom.editorial.add(
            EditionDraft(articles: taken.map(\.article.slug)))
        #expect(edition.preheader.hasPrefix("In an unexpected reversal, a customs treaty for the Sund"))
        let findings = try await place.newsroom.editorial.proof(id, list: "morning")
        #expect(findings.allSatisfy { $0.severity == .advice }, "\(findings)")
        let proposal = findings.first { $0.rule == .preheaderProposed }
        #expect(proposal?.message.contains("the lead's first sentence") == true)
        let mailing = try await place.newsroom.mailings.schedule(id, to: "morning", at: nil)
        #expect(try await place.newsroom.mailings.publish(mailing) == 2)
    }

    @Test("a field without a fallback is rendered for everyone who would get the edition, and nobody else")
    func gaps() async throws {
        let place = try await TemporaryNewsroom(readers: 3)
        let newsroom = place.newsroom
        let greeting = try await edition(place) { $0.introduction = "Good morning, {{reader.last_name}}." }
        let findings = try await newsroom.editorial.proof(greeting, list: "morning")
        #expect(findings.map(\.rule) == [.mergeFieldEmpty] && findings[0].severity == .blocking)
        #expect(findings[0].message.contains("empty for 3 recipients, reader1@inbox.test among them"))
        for number in 1...3 {
            _ = try await newsroom.context.subscribers.unsubscribe(
                try await place.reader(number), from: "morning", because: Evidence("test"))
        }
        #expect(try await newsroom.editorial.proof(greeting, list: "morning").isEmpty)
    }

    @Test("a field that readers have no more is found")
    func unknownField() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let file = place.directory.appending(path: "people.csv")
        try "email,city\nx@inbox.test,Oslo\n".write(to: file, atomically: true, encoding: .utf8)
        try await place.newsroom.context.subscribers.create(
            MailingList(name: "evening", title: "The Evening"))
        _ = try await place.newsroom.people.importFile(.init(file.path, to: "evening"), note: { _ in })
        let local = try await edition(place) { $0.introduction = "Good morning in {{reader.city | town}}." }
        #expect(try await place.newsroom.editorial.proof(local, list: "evening").isEmpty)
        #expect(try await place.newsroom.context.subscribers.removeAttribute("city"))
        let findings = try await place.newsroom.editorial.proof(local, list: "evening")
        #expect(findings.map(\.rule) == [.mergeFieldUnknown] && findings[0].message.contains("reader.city"))
    }

    @Test("a subject and an article that ran before are found")
    func precedents() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        _ = try await place.publish()
        let again = try await edition(place) { _ in }
        let findings = try await place.newsroom.editorial.proof(again, list: nil)
        #expect(findings.map(\.rule) == [.subjectRepeated, .alreadyRun])
        #expect(findings.allSatisfy { $0.message.contains("No. 1") })
    }

    @Test("an edition of yesterday is found")
    func stale() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let day = try #require(CalendarDay("2026-01-05"))
        let old = try await edition(place) { $0.date = day }
        #expect(try await place.newsroom.editorial.proof(old, list: nil).map(\.rule) == [.dateStale])
        #expect(try await place.newsroom.editorial.proof(old, list: nil, day: day).isEmpty)
    }
}
