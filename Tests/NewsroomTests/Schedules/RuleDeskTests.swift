// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Logging
import MailFormat
import NewsroomSupport
import Sender
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("Recurring editions")
struct RuleDeskTests {
    private let hands: TurnedClock
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }
    private var desk: RuleDesk { newsroom.rules }

    /// Six in the evening before the first morning.
    init() async throws {
        hands = TurnedClock(at: try LocalTime("2026-12-01 18:00", in: .utc).instant)
        place = try await TemporaryNewsroom(readers: 3, clock: hands.clock)
        hands.turn(by: .seconds(60))
    }

    private func add(
        _ schedule: String = "daily at 06:00 in UTC", _ change: (inout EditionPlan) -> Void = { _ in }
    ) async throws -> Rule {
        var plan = EditionPlan()
        change(&plan)
        return try await desk.add(
            Rule.Draft(
                name: "dawn", schedule: schedule, zone: "", publication: "", list: "morning", plan: plan))
    }

    private func report(_ slug: String, section: String = "Food", day: String = "2026-12-01") async throws {
        let text = """
            ---
            slug: \(slug)
            section: \(section)
            headline: News of \(slug)
            date: \(day)
            url: https://example.com/\(slug)
            ---
            All of it about \(slug), told in a sentence that is long enough.

            """
        let article = try await newsroom.editorial.read("-", as: .markdown) { Data(text.utf8) }
        _ = try await newsroom.editorial.take(article)
    }

    /// What is done at a time of the next days.
    private func attend(at time: String) async throws -> [RuleEvent] {
        let instant = try LocalTime(time, in: .utc).instant
        hands.turn(by: .milliseconds(instant - newsroom.context.clock.now))
        try await desk.plan()
        var events: [RuleEvent] = []
        try await desk.attend { _, event in events.append(event) }
        return events
    }

    private func occurrence(_ day: String = "2026-12-02") async throws -> RuleOccurrence {
        try #require(
            try await newsroom.context.rules.occurrence(of: desk.rule(named: "dawn").id, at: "\(day)T06:00"))
    }

    @Test("an edition is assembled of what is new, approved, locked, and planned for its time")
    func morning() async throws {
        _ = try await add()
        try await report("river")
        #expect(try await attend(at: "2026-12-02 03:59").isEmpty)
        let events = try await attend(at: "2026-12-02 04:00")
        guard case .assembled(let edition, stories: 1, let troubles) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(troubles.isEmpty)
        let made = try await newsroom.editorial.edition(edition)
        #expect(made.date.description == "2026-12-02" && made.stories.map(\.article) == ["river"])
        #expect(try await desk.approve(edition, by: Author("Ann")).1 == nil)
        #expect(try await attend(at: "2026-12-02 05:44").isEmpty)
        let locked = try await attend(at: "2026-12-02 05:45")
        guard case .scheduled(let mailing, edition) = locked.first else {
            Issue.record("\(locked)")
            return
        }
        let planned = try await newsroom.mailings.mailing(mailing)
        #expect(planned.state == .scheduled && planned.list == "morning")
        #expect(planned.publishAt == (try LocalTime("2026-12-02 06:00", in: .utc).instant))
        #expect(try await attend(at: "2026-12-02 06:00").isEmpty)
        #expect(try await newsroom.mailings.publishDue().map(\.outcome) == [.published(audience: 3)])
        // The next morning has news of its own, and none that ran.
        try await report("bridge")
        guard case .assembled(let next, stories: 1, _) = try await attend(at: "2026-12-03 04:00").first else {
            Issue.record("nothing is assembled")
            return
        }
        #expect(try await newsroom.editorial.edition(next).stories.map(\.article) == ["bridge"])
    }

    @Test("what was approved is planned by the next look where whoever approved it was killed before that")
    func approvedAlone() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        _ = try await attend(at: "2026-12-02 05:45")
        let edition = try #require(try await occurrence().edition)
        #expect(try await occurrence().state == .held)
        let editions = newsroom.context.editions
        #expect(try await editions.approve(edition, revision: nil, by: Author("Ann")) != nil)
        guard case .scheduled = try await attend(at: "2026-12-02 05:50").first else {
            Issue.record("it is not planned")
            return
        }
        #expect(try await attend(at: "2026-12-02 05:55").isEmpty)
    }

    @Test("what nobody approved is held, and goes out once somebody does")
    func held() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        guard case .held(let reason) = try await attend(at: "2026-12-02 05:45").first else {
            Issue.record("it is not held")
            return
        }
        let edition = try #require(try await occurrence().edition)
        #expect(reason == "nobody approved edition \(edition): “daybreak edition approve \(edition)”")
        hands.turn(by: .seconds(1800))
        let mailing = try await desk.approve(edition, by: Author("Ann")).1
        #expect(mailing != nil, "it is a quarter past six, which is not too late")
        #expect(try await newsroom.mailings.publishDue().map(\.outcome) == [.published(audience: 3)])
        #expect(try await occurrence().state == .scheduled)
    }

    @Test(
        "an approval is of a revision: a change of the edition or of an article voids it, being numbered does not"
    )
    func voided() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        let edition = try #require(try await occurrence().edition)
        let editions = newsroom.context.editions
        func holds() async throws -> Bool? { try await editions.approval(of: edition)?.holds }
        #expect(try await holds() == nil)
        _ = try await desk.approve(edition)
        #expect(try await holds() == true)
        try await editions.claimNumber(of: edition, from: 100)
        #expect(try await holds() == true)
        _ = try await newsroom.editorial.change(edition) { edition in edition.subject = "Fog" }
        #expect(try await holds() == false)
        _ = try await desk.approve(edition)
        _ = try await newsroom.editorial.change(article: "river", in: place.directory) {
            $0.headline = "Fog on it"
        }
        #expect(try await holds() == false)
        await #expect(throws: RuleFault.revised(edition, looked: 1, latest: 3)) {
            try await desk.approve(edition, revision: 1)
        }
    }

    @Test("an edition that was changed after it was locked is not published until it is approved anew")
    func changedLate() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        let edition = try #require(try await occurrence().edition)
        _ = try await desk.approve(edition, by: Author("Ann"))
        _ = try await attend(at: "2026-12-02 05:45")
        _ = try await newsroom.editorial.change(edition) { edition in edition.subject = "Fog" }
        _ = try await attend(at: "2026-12-02 06:00")
        let refused = try await newsroom.mailings.publishDue()
        #expect(
            refused.map(\.outcome) == [
                .refused(
                    "edition \(edition) was changed since Ann approved revision 1: “daybreak edition approve \(edition)”"
                )
            ])
        _ = try await desk.approve(edition)
        #expect(try await newsroom.mailings.publishDue().map(\.outcome) == [.published(audience: 3)])
    }

    @Test("by choice what nobody approved goes out if it is clean, or not at all")
    func courses() async throws {
        _ = try await add { $0.unapproved = .sendIfClean }
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        guard case .scheduled = try await attend(at: "2026-12-02 05:45").first else {
            Issue.record("it is not planned")
            return
        }
        try await desk.remove("dawn")
        _ = try await add { $0.unapproved = .skip }
        try await report("bridge")
        _ = try await attend(at: "2026-12-03 04:00")
        guard case .skipped(let reason) = try await attend(at: "2026-12-03 05:45").first else {
            Issue.record("it is not skipped")
            return
        }
        #expect(reason.hasPrefix("nobody approved edition"))
        // What did not run is news the next day.
        guard case .assembled(_, stories: 1, _) = try await attend(at: "2026-12-04 04:00").first else {
            Issue.record("nothing is assembled")
            return
        }
    }

    @Test("without news there is no edition")
    func noNews() async throws {
        _ = try await add()
        guard case .skipped("there is no news") = try await attend(at: "2026-12-02 04:00").first else {
            Issue.record("it is not skipped")
            return
        }
        #expect(try await attend(at: "2026-12-02 05:45").isEmpty)
    }

    @Test("the newest leads, and there are limits to all and to a section")
    func limits() async throws {
        _ = try await add { plan in
            plan.most = 4
            plan.mostOf = ["Food": 2, "Sport": 2]
        }
        for (slug, section, day) in [
            ("a", "Food", "2026-12-01"), ("b", "Food", "2026-12-01"), ("c", "Food", "2026-12-01"),
            ("d", "Sport", "2026-12-02"), ("e", "Sport", "2026-12-01"), ("f", "Sport", "2026-12-01"),
        ] { try await report(slug, section: section, day: day) }
        _ = try await attend(at: "2026-12-02 04:00")
        let edition = try #require(try await occurrence().edition)
        let stories = try await newsroom.editorial.edition(edition).stories.map(\.article)
        #expect(stories.first == "d" && stories.count == 4)
        #expect(stories.filter { ["a", "b", "c"].contains($0) }.count == 2)
    }

    @Test("a day is left out, taken up again, and moved")
    func changes() async throws {
        let rule = try await add()
        try await report("river")
        _ = try await desk.skip("dawn", on: "2026-12-02", by: Author("Ann"))
        #expect(try await occurrence().reason == "skipped by Ann")
        #expect(try await attend(at: "2026-12-02 04:00").isEmpty)
        _ = try await desk.takeUp("dawn", on: "2026-12-02")
        #expect(try await attend(at: "2026-12-02 04:00").count == 1)
        _ = try await desk.move("dawn", on: "2026-12-03", to: "2026-12-03 08:00")
        #expect(try await attend(at: "2026-12-03 03:59").count == 1, "the day before is held")
        #expect(try await attend(at: "2026-12-03 05:59").isEmpty, "the schedule does not move it back")
        #expect(try await attend(at: "2026-12-03 06:00").count == 1)
        let far = try await desk.skip("dawn", on: "2027-05-01", by: Author("Ann"))
        #expect(far.local == "2027-05-01T06:00")
        await #expect(throws: RuleFault.past("2026-12-01")) { try await desk.skip("dawn", on: "2026-12-01") }
        await #expect(throws: RuleFault.notADay("tomorrow")) { try await desk.skip("dawn", on: "tomorrow") }
        try await desk.remove("dawn")
        let rows = try await newsroom.context.rules.occurrences(of: rule.id, from: .min, until: .max)
        #expect(!rows.contains { $0.state == .planned || $0.state == .assembled })
        _ = try await add()
    }

    @Test("what falls into a pause, or into a time when nobody served, is skipped and says so")
    func pause() async throws {
        _ = try await add()
        try await report("river")
        try await desk.setPaused(true, "dawn")
        #expect(try await attend(at: "2026-12-02 05:00").isEmpty)
        guard case .skipped("the schedule was paused") = try await attend(at: "2026-12-02 06:00").first else {
            Issue.record("it is not skipped")
            return
        }
        try await desk.setPaused(false, "dawn")
        let events = try await attend(at: "2026-12-25 05:00")
        #expect(events.count == 23, "22 mornings were missed, and this one is assembled")
        #expect(
            events.filter {
                if case .missed("nothing assembled it: “daybreak serve” did not run") = $0 {
                    true
                } else {
                    false
                }
            }
            .count == 22)
    }

    @Test("of a schedule that is paused nothing is to be done before the time of its next date")
    func nextOfPaused() async throws {
        let rule = try await add()
        let store = newsroom.context.rules
        let date = try LocalTime("2026-12-02 06:00", in: .utc).instant
        #expect(try await store.nextDue() == date - rule.draft.plan.assembleBefore)
        try await desk.setPaused(true, "dawn")
        #expect(try await store.nextDue() == date)
        #expect(try await attend(at: "2026-12-02 05:59").isEmpty)
    }

    @Test("an edition that was assembled and removed ends its date")
    func removed() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        _ = try await newsroom.editorial.remove(try #require(try await occurrence().edition))
        #expect(try await occurrence().state == .skipped)
        #expect(try await occurrence().reason == "its edition was removed")
        #expect(try await newsroom.context.database.check().isEmpty)
    }

    @Test(
        "rules are refused that could not work",
        arguments: [
            ("Dawn!", "daily at 06:00", "morning", RuleFault.name("Dawn!")),
            ("dawn", "2026-11-01 at 06:00", "morning", RuleFault.over),
        ])
    func refused(_ name: String, _ schedule: String, _ list: String, _ fault: RuleFault) async throws {
        await #expect(throws: fault) {
            try await desk.add(
                Rule.Draft(name: name, schedule: schedule, zone: "", publication: "", list: list))
        }
    }

    @Test("an edition that somebody sends by hand ends its date, and is not news again")
    func byHand() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        _ = try await attend(at: "2026-12-02 05:45")
        let edition = try #require(try await occurrence().edition)
        hands.turn(by: .seconds(7200))
        #expect(try await desk.approve(edition).1 == nil, "it is too late to go by itself")
        #expect(
            try await occurrence().reason?.contains("mailing schedule \(edition) --list morning --now")
                == true)
        let mailing = try await newsroom.mailings.schedule(edition, to: "morning", at: nil)
        #expect(try await occurrence().state == .scheduled)
        #expect(try await occurrence().mailing == mailing)
        #expect(try await newsroom.mailings.publishDue().map(\.outcome) == [.published(audience: 3)])
        #expect(try await newsroom.context.editions.skipped().isEmpty)
    }

    @Test("a restored database sends no edition again that may have gone out")
    func restored() async throws {
        _ = try await add()
        try await report("river")
        _ = try await attend(at: "2026-12-02 04:00")
        let edition = try #require(try await occurrence().edition)
        _ = try await desk.approve(edition)
        let copy = place.directory.appending(path: "copy.db").path
        try await newsroom.database.backUp(to: copy)
        hands.turn(
            by: .milliseconds(
                try LocalTime("2026-12-02 06:20", in: .utc).instant - newsroom.context.clock.now))
        try newsroom.close()
        _ = try await DatabaseDesk.restore(copy, to: place.directory, clock: hands.clock)
        let again = try Newsroom(at: place.directory, clock: hands.clock)
        var events = 0
        try await again.rules.attend { _, _ in events += 1 }
        #expect(events == 0)
        let held = try #require(try await again.context.rules.held().first)
        #expect(held.edition == edition && held.reason == "restored from a backup: it may have gone out")
        #expect(try await again.mailings.all().isEmpty)
    }

    @Test("a feed that cannot be read is no news only once it is read")
    func deafFeed() async throws {
        _ = try await add { $0.feeds = ["http://127.0.0.1:1/feed"] }
        guard case .failed(let reason) = try await attend(at: "2026-12-02 04:00").first else {
            Issue.record("it is settled")
            return
        }
        #expect(reason.hasPrefix("nothing is new, and "))
        #expect(try await occurrence().state == .planned)
        try await report("river")
        hands.turn(by: .seconds(61))
        guard case .assembled = try await attend(at: "2026-12-02 04:10").first else {
            Issue.record("it is not assembled")
            return
        }
    }

    @Test("two processes that attend to the same date make one edition")
    func twoProcesses() async throws {
        _ = try await add()
        try await report("river")
        hands.turn(
            by: .milliseconds(
                try LocalTime("2026-12-02 04:00", in: .utc).instant - newsroom.context.clock.now))
        let other = try Newsroom(at: place.directory, clock: hands.clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for desk in [desk, other.rules] { group.addTask { try await desk.attend { _, _ in } } }
            try await group.waitForAll()
        }
        #expect(try await newsroom.editorial.allEditions().count == 2, "the newsroom had one before")
    }
}
