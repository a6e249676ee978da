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

@Suite("Mailings whose time is not when they begin")
struct WaveMailingTests {
    private let hands: TurnedClock
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }
    private var desk: MailingDesk { newsroom.mailings }

    /// Six in the evening in Kyiv before the morning, with readers there, in Tokyo and in Auckland.
    init() async throws {
        hands = TurnedClock(at: try LocalTime("2026-12-01 16:00", in: .utc).instant)
        place = try await TemporaryNewsroom(readers: 3, clock: hands.clock)
        hands.turn(by: .seconds(60))
        for (name, zone) in [
            ("aiko", "Asia/Tokyo"), ("kenji", "Asia/Tokyo"), ("olena", "Europe/Kyiv"),
            ("mere", "Pacific/Auckland"),
        ] {
            var row = ImportRow(address: try EmailAddress("\(name)@inbox.test"))
            row.timeZone = zone
            _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
        }
    }

    private func instant(_ text: String) throws -> Int64 { try LocalTime(text, in: .utc, now: 0).instant }

    private func kyiv(_ text: String) throws -> LocalTime {
        try LocalTime(text, in: "Europe/Kyiv", now: newsroom.context.clock.now)
    }

    private func schedule(
        _ time: String, _ meaning: TimeMeaning, terms: MailingTerms = MailingTerms()
    ) async throws -> Mailing {
        let id = try await desk.schedule(
            place.edition, to: "morning", at: kyiv(time), meaning: meaning, terms: terms, override: "a test")
        return try await desk.mailing(id)
    }

    @Test("begins with the first readers whose clocks show its time, and shows its waves before that")
    func waves() async throws {
        let mailing = try await schedule("2026-12-02 06:00", .readersClocks(past: .now))
        #expect(try mailing.publishAt == instant("2026-12-01 17:00"), "in Auckland")
        #expect(
            try await desk.waves(of: mailing.id) == [
                MailingWave(
                    dueAt: instant("2026-12-01 17:00"), zones: ["Pacific/Auckland"], readers: 1, waiting: nil),
                MailingWave(
                    dueAt: instant("2026-12-01 21:00"), zones: ["Asia/Tokyo"], readers: 2, waiting: nil),
                MailingWave(
                    dueAt: instant("2026-12-02 04:00"), zones: ["Europe/Kyiv"], readers: 4,
                    waiting: nil),
            ])
        hands.turn(by: .seconds(3600))
        #expect(try await desk.publishDue().map(\.outcome) == [.published(audience: 7)])
        #expect(try await desk.waves(of: mailing.id).map(\.waiting) == [1, 2, 4])
        let status = try await desk.status(of: mailing.id)
        #expect(status.expectedAt == nil, "it has not gone out to all")

        // The copies of each wave say when that goes out.
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.lease = 10
        let leased = try await outbox.tick(orders).leased
        #expect(leased.map(\.recipient.description) == ["mere@inbox.test"])
        let (copies, _) = try await desk.copies(of: mailing.id)
        var message: [UInt8] = []
        _ = try copies.write(for: leased[0], into: &message, returningTo: nil)
        #expect(
            String(decoding: message, as: UTF8.self).hasPrefix("Date: Tue, 01 Dec 2026 17:01:00 +0000\r\n")
        )
    }

    @Test("the course for clocks that are past it is chosen before it is planned, and counted")
    func past() async throws {
        hands.turn(by: .seconds(2 * 3600))
        let skipping = try await schedule("2026-12-02 06:00", .readersClocks(past: .skip))
        #expect(try skipping.publishAt == instant("2026-12-01 21:00"))
        let waves = try await desk.waves(of: skipping.id)
        #expect(waves.last == MailingWave(dueAt: nil, zones: ["Pacific/Auckland"], readers: 1, waiting: nil))
        #expect(try await desk.cancel(skipping.id))
        let later = try await schedule("2026-12-02 06:00", .readersClocks(past: .nextDay))
        #expect(try await desk.waves(of: later.id).last?.dueAt == instant("2026-12-02 17:00"))
        #expect(try await desk.cancel(later.id))
        let atOnce = try await schedule("2026-12-02 06:00", .readersClocks(past: .now))
        #expect(atOnce.publishAt == newsroom.context.clock.now)
    }

    @Test("is refused where it cannot be what was said")
    func refused() async throws {
        await #expect(throws: MailingFault.canaryInWaves) {
            try await schedule(
                "2026-12-02 06:00", .readersClocks(past: .now), terms: MailingTerms(canary: .init(share: 0.1))
            )
        }
        await #expect(throws: MailingFault.twoDeadlines) {
            try await schedule("2026-12-02 06:00", .deliveredBy, terms: MailingTerms(deadline: .seconds(60)))
        }
        for past in PastZones.allCases {
            await #expect(
                throws: MailingFault.past(
                    try kyiv("2026-11-29 06:00").instant, in: try NamedZone("Europe/Kyiv"))
            ) {
                try await schedule("2026-11-29 06:00", .readersClocks(past: past))
            }
        }
        hands.turn(by: .seconds(16 * 3600))
        let six = try kyiv("2026-12-02 06:00")
        await #expect(
            throws: MailingFault.past(six.instant, in: six.zone),
            "it is ten in Kyiv, and nobody is west of it"
        ) {
            try await schedule("2026-12-02 06:00", .readersClocks(past: .skip))
        }
    }

    @Test("cannot be done by a time that is past, wherever its readers are")
    func overdue() async throws {
        var row = ImportRow(address: try EmailAddress("grace@inbox.test"))
        row.timeZone = "America/New_York"
        _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
        let past = try kyiv("2026-12-01 17:00")
        await #expect(throws: MailingFault.past(past.instant, in: past.zone)) {
            try await schedule("2026-12-01 17:00", .deliveredBy)
        }
    }

    @Test("follows readers who come or move before it begins")
    func followed() async throws {
        let mailing = try await schedule("2026-12-03 06:00", .readersClocks(past: .skip))
        #expect(try mailing.publishAt == instant("2026-12-02 17:00"))
        let mere = try await newsroom.people.subscriber(EmailAddress("mere@inbox.test"))
        _ = try await newsroom.people.unsubscribe(mere.id, from: "morning", because: Evidence("link"))
        try await desk.replan()
        #expect(try await desk.mailing(mailing.id).publishAt == instant("2026-12-02 21:00"))
        var row = ImportRow(address: try EmailAddress("tavita@inbox.test"))
        row.timeZone = "Pacific/Kiritimati"
        _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
        try await desk.replan()
        #expect(try await desk.mailing(mailing.id).publishAt == instant("2026-12-02 16:00"))
    }

    @Test("one that has to be done by a time begins before it, and earlier when it takes longer")
    func delivered() async throws {
        let mailing = try await schedule("2026-12-02 06:00", .deliveredBy)
        // Seven copies at four connections and 250 ms each, a quarter more, and a minute.
        let end = try instant("2026-12-02 04:00")
        #expect(mailing.publishAt == end - 60_546)
        #expect(mailing.deadlineAt == end)
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.claims = [QuotaClaim(relay: "sandbox", messages: 0, tooFast: 0.5)]
        _ = try await outbox.tick(orders)
        try await desk.replan()
        let slower = try await desk.mailing(mailing.id)
        #expect(slower.publishAt == end - 77_500 && slower.deadlineAt == end, "\(end - slower.publishAt)")
        #expect(try await desk.publishDue().isEmpty)
    }

    @Test("a schedule's edition is assembled before its first readers' morning, and is of that morning")
    func rule() async throws {
        let rule = try await newsroom.rules.add(
            Rule.Draft(
                name: "dawn", schedule: "daily at 06:00 in Europe/Kyiv", zone: "", publication: "",
                list: "morning", meaning: .readersClocks(past: .nextDay)))
        let first = try await newsroom.rules.occurrences(of: rule, from: 0)[0]
        #expect(first.local == "2026-12-02T06:00")
        #expect(try first.at == instant("2026-12-01 17:00"), "in Auckland")
        await #expect(throws: RuleFault.unmovable("dawn")) {
            try await newsroom.rules.move("dawn", on: "2026-12-03", to: "2026-12-03 07:00")
        }
        // Nobody reads in Auckland any more.
        let mere = try await newsroom.people.subscriber(EmailAddress("mere@inbox.test"))
        _ = try await newsroom.people.unsubscribe(mere.id, from: "morning", because: Evidence("link"))
        try await newsroom.rules.plan()
        let second = try await newsroom.rules.occurrences(of: rule, from: 0)[0]
        #expect(try second.local == first.local && second.at == instant("2026-12-01 21:00"))
        #expect(try newsroom.rules.day(of: second, rule) == CalendarDay("2026-12-02"))
    }

    @Test(
        "a schedule whose own clocks are ahead of its readers' keeps the dates that are still to come for them"
    )
    func west() async throws {
        for name in ["aiko", "kenji", "olena", "mere", "reader1", "reader2", "reader3"] {
            let person = try await newsroom.people.subscriber(EmailAddress("\(name)@inbox.test"))
            _ = try await newsroom.people.unsubscribe(person.id, from: "morning", because: Evidence("link"))
        }
        var row = ImportRow(address: try EmailAddress("grace@inbox.test"))
        row.timeZone = "America/New_York"
        _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
        let grace = try await newsroom.people.subscriber(EmailAddress("grace@inbox.test")).id
        let rule = try await newsroom.rules.add(
            Rule.Draft(
                name: "dawn", schedule: "daily at 06:00 in Europe/Kyiv", zone: "", publication: "",
                list: "morning", meaning: .readersClocks(past: .skip)))
        func second() async throws -> RuleOccurrence? {
            try await newsroom.rules.occurrences(of: rule, from: 0).first { $0.local == "2026-12-02T06:00" }
        }
        #expect(try await second()?.at == instant("2026-12-02 11:00"), "in New York")
        hands.turn(by: .seconds(13 * 3600))
        try await newsroom.rules.plan()
        #expect(
            try await second()?.at == instant("2026-12-02 11:00"), "six in Kyiv is past, and was not meant")
        // She moves to where it is past.
        try await newsroom.people.set(["zone=Asia/Tokyo"], of: grace)
        try await newsroom.rules.plan()
        #expect(try await second() != nil, "a date that the schedule says is not lost")
    }

    @Test(
        "dates that have to be done by a time do not begin before the one before them, and what is past is missed"
    )
    func slow() async throws {
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.claims = [QuotaClaim(relay: "sandbox", messages: 0, tooFast: 0.2)]
        _ = try await outbox.tick(orders)
        let rule = try await newsroom.rules.add(
            Rule.Draft(
                name: "hourly", schedule: "daily at 18:11 and 18:12 and 18:13 in Europe/Kyiv", zone: "",
                publication: "", list: "morning", meaning: .deliveredBy))
        // Seven copies at a fifth of one a second, and more.
        let dates = try await newsroom.rules.occurrences(of: rule, from: 0).prefix(6)
        #expect(Set(dates.map(\.at)).count == 6, "\(dates.map(\.at))")
        hands.turn(by: .seconds(3 * 86_400))
        try await newsroom.rules.plan()
        let now = newsroom.context.clock.now
        let past = try await newsroom.rules.occurrences(of: rule, from: 0).filter {
            $0.local < "2026-12-04T18"
        }
        #expect(past.allSatisfy { $0.at < now }, "none of them begins now")
    }

    @Test("what a relay taught is forgotten after an hour")
    func forgotten() async throws {
        let outbox = try await SQLiteOutbox(newsroom.context.database, retry: RetryPolicy())
        var orders = OutboxOrders()
        orders.claims = [QuotaClaim(relay: "sandbox", messages: 0, tooFast: 0.5)]
        _ = try await outbox.tick(orders)
        let store = newsroom.context.mailings
        let now = newsroom.context.clock.now
        #expect(try await store.relayMeasures(at: now)["sandbox"]?.learned == 0.5)
        #expect(try await store.relayMeasures(at: now + 3_600_001)["sandbox"]?.learned == nil)
    }
}
