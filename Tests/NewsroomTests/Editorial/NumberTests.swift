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

@Suite("The number of an edition")
struct NumberTests {
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }

    init() async throws { place = try await TemporaryNewsroom(readers: 1) }

    private func publish(_ edition: EditionID) async throws {
        _ = try await newsroom.mailings.publishNow(
            edition, to: "morning", segment: nil, terms: MailingTerms(), override: "a test")
    }

    /// Says its override once more as long as others go out with the same story meanwhile.
    private func publishInTheEnd(_ edition: EditionID) async throws {
        for _ in 0..<20 {
            do { return try await publish(edition) } catch is ProofBlocked { continue }
        }
        try await publish(edition)
    }

    @Test("is the next one when it goes out, whatever was drafted before it")
    func claimed() async throws {
        let (second, _) = try await newsroom.editorial.add(EditionDraft(articles: ["bread"]))
        let (third, draft) = try await newsroom.editorial.add(EditionDraft(articles: ["bread"]))
        #expect(draft.number == 3)
        try await publish(third)
        #expect(try await newsroom.editorial.edition(third).number == 1)
        #expect(try await newsroom.editorial.preview(third, for: nil).html.contains("No.&nbsp;1 "))
        #expect(try await newsroom.editorial.edition(place.edition).number == 3)
        try await publish(second)
        try await publish(place.edition)
        let all = try await newsroom.editorial.allEditions().map(\.edition.number)
        #expect(all == [1, 2, 3])
        #expect(try await newsroom.editorial.history(of: third).last?.what == "No. 1")
        // Readers have it: it keeps its number.
        try await publish(third)
        #expect(try await newsroom.editorial.edition(third).number == 1)
    }

    @Test("is no two editions', when two go out at once")
    func raced() async throws {
        var editions = [place.edition]
        for _ in 0..<5 {
            editions.append(try await newsroom.editorial.add(EditionDraft(articles: ["bread"])).0)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for edition in editions { group.addTask { try await publishInTheEnd(edition) } }
            try await group.waitForAll()
        }
        let mailings = try await newsroom.mailings.all()
        for mailing in mailings {
            let edition = try #require(mailing.edition)
            let number = try await newsroom.editorial.edition(edition).number
            let page = try await newsroom.mailings.copy(of: mailing.id)
            #expect(page.contains("No.&nbsp;\(number) "), "edition \(edition)")
        }
        #expect(Set(try await newsroom.editorial.allEditions().map(\.edition.number)) == Set(1...6))
    }

    @Test("is not an earlier revision's, which had another")
    func restored() async throws {
        let (second, _) = try await newsroom.editorial.add(EditionDraft(articles: ["bread"]))
        try await publish(second)
        _ = try await newsroom.editorial.restore(place.edition, to: 1)
        #expect(try await newsroom.editorial.edition(place.edition).number == 2)
        try await publish(place.edition)
        #expect(try await newsroom.editorial.allEditions().map(\.edition.number) == [1, 2])
        #expect(try await newsroom.context.database.check().isEmpty)
    }

    @Test("is also that of an edition which takes the place of another while that goes out")
    func amending() async throws {
        let (second, _) = try await newsroom.editorial.add(EditionDraft(articles: ["bread"]))
        let (third, _) = try await newsroom.editorial.add(EditionDraft(articles: ["bread"]))
        try await publish(place.edition)
        let mailing = try #require(try await newsroom.mailings.all().first).id
        _ = try await newsroom.mailings.amend(mailing, with: third, override: "a test")
        await #expect(throws: StoreError.alreadyMailed(list: "morning", mailing: mailing.rawValue, .sending))
        {
            try await newsroom.context.mailings.requireFirst(
                third, to: "morning", besides: MailingID(rawValue: 0))
        }
        #expect(try await newsroom.editorial.goingOut(third) == [mailing])
        await #expect(throws: EditorialFault.carried(third, by: [mailing])) {
            _ = try await newsroom.editorial.remove(third)
        }
        #expect(try await newsroom.mailings.copy(of: mailing).contains("No.&nbsp;2 "))
        try await publish(second)
        #expect(try await newsroom.editorial.edition(third).number == 2)
        #expect(try await newsroom.editorial.edition(second).number == 3)
    }

    @Test("stands in the edition that corrects it, which may bring its stories again")
    func correction() async throws {
        await #expect(throws: EditorialFault.notOut(place.edition)) {
            _ = try await newsroom.editorial.correction(of: place.edition)
        }
        try await publish(place.edition)
        let draft = try await newsroom.editorial.correction(of: place.edition)
        let (id, edition) = try await newsroom.editorial.add(draft)
        #expect(edition.subject == "Correction of No. 1: Bread is back" && edition.extras.corrects == 1)
        let preview = try await newsroom.editorial.preview(id, for: nil)
        #expect(preview.html.contains("Correction of No. 1") && preview.text.contains("Correction of No. 1"))
        let rules = try await newsroom.editorial.proof(id, list: "morning").map(\.rule)
        #expect(!rules.contains(.alreadyRun) && !rules.contains(.subjectRepeated))
        // A correction may have to be corrected; what it says of its own mistake is not the next one's.
        _ = try await newsroom.editorial.change(id) { edition throws(ChangeFault) in
            edition.introduction = "It was four."
        }
        try await publish(id)
        let again = try await newsroom.editorial.correction(of: id)
        #expect(again.subject == "Correction of No. 2: Bread is back" && again.introduction == "")
        let (third, _) = try await newsroom.editorial.add(again)
        let more = try await newsroom.editorial.proof(third, list: "morning").map(\.rule)
        #expect(!more.contains(.alreadyRun))
    }
}

extension MailingDesk {
    /// The browser version of a mailing for its only reader.
    fileprivate func copy(of mailing: MailingID) async throws -> String {
        let reader = try #require(try await subscribers.subscriber(EmailAddress("reader1@inbox.test")))
        return try await browserVersion(of: mailing, for: reader.id, try await tokenKeys.keys()) ?? ""
    }
}
