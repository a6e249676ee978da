// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("Mailings that are planned")
struct PlannedMailingTests {
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }

    init() async throws { place = try await TemporaryNewsroom(readers: 3) }

    /// Milliseconds.
    private static let hour: Int64 = 3_600_000

    private func planned(
        segment: String? = nil, terms: MailingTerms = MailingTerms()
    ) async throws -> Mailing {
        let id = try await newsroom.mailings.schedule(
            place.edition, to: "morning", at: nil, segment: try segment.map { try Segment($0) },
            terms: terms)
        return try await newsroom.mailings.mailing(id)
    }

    @Test("one whose hour passed while nobody could publish it is held until an operator decides")
    func late() async throws {
        let mailing = try await planned()
        let outcome = try await newsroom.mailings.publishOnTime(
            mailing, at: mailing.publishAt + 2 * Self.hour)
        guard case .held(let reason) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(reason.contains("could not for 2 h") && reason.contains("mailing resume \(mailing.id)"))
        let held = try await newsroom.mailings.mailing(mailing.id)
        #expect(held.state == .scheduled && held.reason == reason && held.heldAt != nil)
        #expect(try await newsroom.context.mailings.due().isEmpty, "nobody publishes it by itself")
        #expect(try await newsroom.mailings.troubles() == ["mailing \(mailing.id) is held"])
        #expect(try await newsroom.mailings.rehearse().map(\.reason) == [reason])
        #expect(try await newsroom.mailings.status(of: mailing.id).mailing.heldAt != nil)
        #expect(try await newsroom.mailings.resume(mailing.id))
        let sent = try await newsroom.mailings.mailing(mailing.id)
        #expect(sent.state == .sending && sent.audience == 3 && sent.reason == nil && sent.heldAt == nil)
        #expect(try await newsroom.mailings.troubles().isEmpty)
    }

    @Test("one that a killed process left unpublished is published by whoever goes on")
    func stranded() async throws {
        let mailing = try await planned()
        #expect(try await newsroom.mailings.overdue().isEmpty, "not for the first minute")
        let clock = WallClock(in: .utc, steady: TurnedClock().clock.steady) {
            WallClock.system.read() + 90_000
        }
        let later = try Newsroom(at: place.directory, clock: clock)
        #expect(try await later.mailings.overdue().map(\.id) == [mailing.id])
        let published = try await newsroom.mailings.publishDue()
        #expect(published.map(\.mailing) == [mailing.id])
        #expect(published.map(\.outcome) == [.published(audience: 3)])
        #expect(try await newsroom.mailings.publishDue().isEmpty)
    }

    @Test("one whose time has come is published by resume")
    func resumed() async throws {
        let mailing = try await planned()
        #expect(try await newsroom.mailings.resume(mailing.id))
        #expect(try await newsroom.mailings.mailing(mailing.id).state == .sending)
    }

    @Test("one that a restored backup does not know the end of is published by one resume, or waits again")
    func restored() async throws {
        let mailing = try await planned()
        let now = newsroom.context.clock.now
        #expect(
            try await newsroom.context.database.write { try NewsroomDatabase.hold(now: now, $0) }
                == [mailing.id])
        let template = place.directory.appending(path: "templates/daily-caffeine/edition.html.mustache")
        let text = try String(contentsOf: template, encoding: .utf8)
        try FileManager.default.removeItem(at: template)
        await #expect(throws: (any Error).self) { try await newsroom.mailings.resume(mailing.id) }
        #expect(try await newsroom.mailings.mailing(mailing.id).heldAt != nil, "it waits for an operator")
        try text.write(to: template, atomically: true, encoding: .utf8)
        #expect(try await newsroom.mailings.resume(mailing.id))
        #expect(try await newsroom.mailings.mailing(mailing.id).state == .sending)
    }

    @Test("one that is held can be ended, and the edition can go out in another mailing")
    func cancels() async throws {
        let mailing = try await planned()
        _ = try await newsroom.mailings.publishOnTime(mailing, at: mailing.publishAt + Self.hour)
        #expect(try await newsroom.context.mailings.cancel(mailing.id))
        #expect(try await newsroom.mailings.resume(mailing.id) == false)
        _ = try await place.publish()
    }

    @Test("a little late is no reason to hold one, nor is any time where the configuration says so")
    func sends() async throws {
        let mailing = try await planned()
        let soon = try await newsroom.mailings.publishOnTime(mailing, at: mailing.publishAt + 44 * 60_000)
        #expect(soon == .published(audience: 3))
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try String(contentsOf: file, encoding: .utf8).appending("late: { within: 5m, then: send }\n")
            .write(to: file, atomically: true, encoding: .utf8)
        let other = try Newsroom(at: place.directory)
        let id = try await other.mailings.schedule(place.edition, to: "morning", at: nil, override: "again")
        let outcome = try await other.mailings.publishOnTime(
            try await other.mailings.mailing(id), at: mailing.publishAt + 9 * Self.hour)
        #expect(outcome == .published(audience: 3))
    }

    @Test("why one cannot be published stands in its row, in doctor's findings and in its health")
    func unpublishable() async throws {
        let mailing = try await planned()
        #expect(try await newsroom.mailings.rehearse().isEmpty)
        #expect(try await newsroom.mailings.troubles().isEmpty)
        let template = place.directory.appending(path: "templates/base/edition.txt.mustache")
        let text = try String(contentsOf: template, encoding: .utf8)
        try FileManager.default.removeItem(at: template)
        let found = try await newsroom.mailings.rehearse()
        #expect(found.map(\.mailing.id) == [mailing.id])
        #expect(found.first?.reason.contains("edition.txt.mustache is missing") == true)
        #expect(try await newsroom.mailings.mailing(mailing.id).reason == found.first?.reason)
        #expect(try await newsroom.mailings.rehearse().map(\.isNew) == [false], "it is told once")
        #expect(try await newsroom.mailings.troubles() == ["mailing \(mailing.id) cannot be published"])
        var findings: [DoctorFinding] = []
        await Doctor(at: place.directory, names: nil).examine { findings.append($0) }
        #expect(
            findings.contains {
                $0.check == .mailings && $0.severity == .wrong && $0.message.contains("is missing")
            })
        let outcome = try await newsroom.mailings.publishOnTime(mailing)
        guard case .refused = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        try text.write(to: template, atomically: true, encoding: .utf8)
        #expect(try await newsroom.mailings.rehearse().isEmpty)
        #expect(
            try await newsroom.mailings.mailing(mailing.id).reason == nil, "what is mended is told no more")
        #expect(try await newsroom.mailings.publishOnTime(mailing) == .published(audience: 3))
    }

    @Test("an article that a planned mailing carries is not removed; of another edition it is said which")
    func article() async throws {
        let mailing = try await planned()
        let refusal = EditorialFault.articlePlanned(
            "bread", in: mailing.id, of: place.edition, at: mailing.publishAt, zone: mailing.zone)
        await #expect(throws: refusal) { try await newsroom.editorial.removeArticle("bread") }
        _ = try await newsroom.editorial.article("bread")
        _ = try await newsroom.context.mailings.cancel(mailing.id)
        #expect(try await newsroom.editorial.removeArticle("bread") == [place.edition])
    }

    @Test("an edit or an attribute that goes is found before the hour comes")
    func foundEarly() async throws {
        let file = place.directory.appending(path: "people.csv")
        try "email,city\nreader1@inbox.test,Oslo\n".write(to: file, atomically: true, encoding: .utf8)
        _ = try await newsroom.people.importFile(.init(file.path, to: "morning"), note: { _ in })
        let mailing = try await planned(segment: "city = \"Oslo\"")
        #expect(try await newsroom.mailings.rehearse().isEmpty)
        #expect(try await newsroom.mailings.status(of: mailing.id).mailing.segment == "city = \"Oslo\"")
        _ = try await newsroom.context.subscribers.removeAttribute("city")
        #expect(try await newsroom.mailings.rehearse().first?.reason.contains("city") == true)
        _ = try await newsroom.context.mailings.cancel(mailing.id)
        _ = try await planned()
        var draft = EditionDraft(try await newsroom.editorial.edition(place.edition))
        draft.introduction = "TK"
        _ = try await newsroom.editorial.revise(place.edition, draft)
        #expect(try await newsroom.mailings.rehearse().first?.reason.contains("placeholder") == true)
    }

    @Test("a mailing to nobody is refused, keeps nothing, and does not stand in the way of the real one")
    func nobody() async throws {
        try await newsroom.context.subscribers.create(MailingList(name: "empty", title: "The Empty"))
        await #expect(throws: StoreError.nobody(list: "empty")) {
            _ = try await newsroom.mailings.publishNow(
                place.edition, to: "empty", segment: nil, terms: MailingTerms(), override: nil)
        }
        let nobody = try Segment("domain = \"nowhere.test\"")
        await #expect(throws: StoreError.nobody(list: "morning")) {
            _ = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil, segment: nobody)
        }
        #expect(try await newsroom.context.mailings.all().isEmpty)
        let mailing = try await planned()
        for number in 1...3 {
            _ = try await newsroom.context.subscribers.unsubscribe(
                try await place.reader(number), from: "morning", because: Evidence("test"))
        }
        await #expect(throws: StoreError.nobody(list: "morning")) {
            try await newsroom.mailings.publish(mailing.id)
        }
        #expect(try await newsroom.mailings.mailing(mailing.id).state == .scheduled)
    }

    @Test("a deadline that passes before anybody published is an alarm, told once")
    func deadline() async throws {
        let mailing = try await planned(terms: MailingTerms(deadline: .seconds(1800)))
        #expect(mailing.deadlineAt == mailing.publishAt + Self.hour / 2)
        #expect(try await newsroom.context.mailings.withDeadline().map(\.id) == [mailing.id])
        var watch = DeadlineWatch(in: .utc)
        #expect(watch.look(at: mailing, tried: 0, now: mailing.publishAt + 60_000) == nil)
        let alarm = watch.look(at: mailing, tried: 0, now: mailing.publishAt + Self.hour)
        #expect(alarm?.contains("is late: it is not published") == true)
        #expect(watch.look(at: mailing, tried: 0, now: mailing.publishAt + Self.hour + 1) == nil)
        #expect(
            try await newsroom.mailings.troubles(at: mailing.publishAt + 61_000)
                == ["mailing \(mailing.id) is not published"])
    }

    @Test("when one is due is told as the clocks of its zone show it")
    func zones() async throws {
        let time = try LocalTime("2030-11-24 06:00", in: "America/New_York")
        let id = try await newsroom.mailings.schedule(
            place.edition, to: "morning", at: time, override: "early")
        let status = try await newsroom.mailings.status(of: id)
        let json = try JSONText.of(status.json)
        #expect(json.contains(#""publishAt":"2030-11-24T11:00:00Z""#))
        #expect(json.contains(#""localPublishAt":"2030-11-24T06:00:00-05:00""#))
        #expect(json.contains(#""zone":"America/New_York""#))
        #expect(
            ZonedTime.text(status.mailing.publishAt, in: status.mailing.zone)
                == "2030-11-24 06:00 -05:00 America/New_York")
        #expect(ZonedTime.text(0, in: "Asia/Kolkata") == "1970-01-01 05:30 +05:30 Asia/Kolkata")
    }

    @Test(
        "a mailing of which everybody failed has reached nobody, whoever left meanwhile",
        arguments: [
            ([DeliveryState.failed: 10], true), ([.failed: 8, .suppressed: 2], true),
            ([.failed: 9, .accepted: 1], false), ([.failed: 9, .deferred: 1], false),
            ([.failed: 9, .uncertain: 1], false), ([.suppressed: 10], false),
        ] as [([DeliveryState: Int], Bool)], [Int64?.none, 1])
    func reachedNobody(result: (counts: [DeliveryState: Int], isSo: Bool), edition: Int64?) {
        let (counts, isSo) = result
        let mailing = Mailing(
            id: MailingID(rawValue: 1), edition: edition.map(EditionID.init(rawValue:)), list: "m",
            state: .sent, publishAt: 0, zone: "UTC", publishedAt: 0, finishedAt: 1, audience: 10, reason: nil,
            heldAt: nil, override: nil, segment: nil, lifetime: nil, deadline: nil, canary: nil,
            canarySize: nil)
        // What asks for confirmation has no edition.
        let isEdition = edition != nil
        #expect(
            (MailingStatus(mailing, counts: counts, in: .utc, now: 1).failedReaders != nil)
                == (isSo && isEdition))
    }

    @Test("while somebody waits for a later try, a mailing is not expected to be done now")
    func expected() throws {
        let now: Int64 = 1_795_478_400_000
        func report(_ counts: [DeliveryState: Int], lastDue: Int64?) -> Int64? {
            let mailing = Mailing(
                id: MailingID(rawValue: 1), edition: nil, list: "m", state: .sending,
                publishAt: now - 60_000, zone: "UTC", publishedAt: now - 60_000, finishedAt: nil,
                audience: 10, reason: nil, heldAt: nil, override: nil, segment: nil, lifetime: nil,
                deadline: nil, canary: nil, canarySize: nil)
            return MailingStatus(mailing, counts: counts, in: .utc, now: now, lastDue: lastDue).expectedAt
        }
        let later = now + Self.hour
        #expect(report([.accepted: 9, .deferred: 1], lastDue: later) == later)
    }
}
