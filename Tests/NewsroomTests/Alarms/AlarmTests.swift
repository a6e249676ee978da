// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation
import Logging
import MailFormat
import NewsroomSupport
import SandboxSupport
import Sender
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("Alarms")
struct AlarmTests {
    private let hands: TurnedClock
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }

    init() async throws {
        hands = TurnedClock(at: try LocalTime("2026-12-01 18:00", in: .utc).instant)
        place = try await TemporaryNewsroom(readers: 2, clock: hands.clock)
        hands.turn(by: .seconds(60))
    }

    /// What lasts, but for the relay, which nobody runs.
    private func raised() async throws -> [String] {
        try await newsroom.alarms.raised().map { "\($0.alarm.kind.rawValue) \($0.alarm.subject)" }
            .filter { $0 != "relay sandbox" }
    }

    private func look(
        _ watch: inout AlarmWatch, _ signs: ServedSigns = ServedSigns()
    ) async throws {
        _ = try await newsroom.alarms.look(try await watch.look(at: newsroom, signs))
    }

    private func turn(to time: String) throws {
        hands.turn(by: .milliseconds(try LocalTime(time, in: .utc).instant - hands.clock.now))
    }

    @Test(
        "an edition that nobody approved rings half an hour before, a held one until somebody does something")
    func edition() async throws {
        var plan = EditionPlan()
        plan.unapproved = .hold
        _ = try await newsroom.rules.add(
            Rule.Draft(
                name: "dawn", schedule: "daily at 06:00 in UTC", zone: "", publication: "", list: "morning",
                plan: plan))
        let text =
            "---\nslug: river\nsection: Food\nheadline: Fog on the river\nurl: https://example.com/r\n---\nIt lifts at noon.\n"
        _ = try await newsroom.editorial.take(
            newsroom.editorial.read("-", as: .markdown) { Data(text.utf8) })
        var watch = AlarmWatch(newsroom)
        try turn(to: "2026-12-02 04:00")
        try await newsroom.rules.attend { _, _ in }
        try await look(&watch)
        #expect(try await raised().isEmpty)
        try turn(to: "2026-12-02 05:30")
        try await look(&watch)
        #expect(try await raised() == ["not-approved dawn of 2026-12-02T06:00"])
        try turn(to: "2026-12-02 05:45")
        try await newsroom.rules.attend { _, _ in }
        try await look(&watch)
        #expect(try await raised() == ["held dawn of 2026-12-02T06:00"])
        let occurrence = try #require(try await newsroom.context.rules.held().first)
        _ = try await newsroom.rules.approve(try #require(occurrence.edition))
        try await look(&watch)
        #expect(try await raised().isEmpty)
        #expect(try await newsroom.alarms.past(most: 9).count == 2)
    }

    @Test("nobody looks again while all is well, until somebody changes something or mail is due")
    func rest() async throws {
        var watch = AlarmWatch(
            newsroom,
            relays: RelayWatch { _ in
                .success(RelayVisit(address: nil, isEncrypted: false, keywords: []))
            })
        let well = ServedSigns()
        var failing = well
        failing.sendingFault = "the ledger cannot be written"
        var rests = [watch.mayRest(newsroom, well)]
        try await look(&watch)
        watch.noteKept(isQuiet: try await newsroom.alarms.isQuiet())
        rests += [watch.mayRest(newsroom, well), watch.mayRest(newsroom, failing)]
        #expect(rests == [false, true, false])
        _ = try await newsroom.mailings.schedule(
            place.edition, to: "morning", at: try LocalTime("2026-12-01 18:02", in: .utc))
        rests = [watch.mayRest(newsroom, well)]
        hands.turn(by: .seconds(30))
        try await look(&watch)
        rests.append(watch.mayRest(newsroom, well))
        hands.turn(by: .seconds(30))
        rests.append(watch.mayRest(newsroom, well))
        #expect(rests == [false, true, false])
    }

    @Test("a mailing that cannot be published, is held, or is not published in time rings")
    func mailing() async throws {
        let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
        var watch = AlarmWatch(newsroom)
        try await look(&watch)
        #expect(try await raised().isEmpty)
        hands.turn(by: .seconds(61))
        try await look(&watch)
        #expect(try await raised() == ["late mailing \(mailing)"])
        _ = try await newsroom.context.mailings.note("the theme is broken", of: mailing)
        try await look(&watch)
        #expect(try await raised() == ["unpublishable mailing \(mailing)"])
        _ = try await newsroom.context.mailings.holdBack(mailing, because: "it is too late")
        try await look(&watch)
        #expect(try await raised() == ["held mailing \(mailing)"])
        _ = try await newsroom.mailings.resume(mailing)
        try await look(&watch)
        #expect(try await raised().isEmpty)
    }

    @Test("what a service knows of itself rings once it lasts, and is told of again while it does")
    func service() async throws {
        var signs = ServedSigns()
        signs.sendingFault = "the disk is full"
        var watch = AlarmWatch(newsroom)
        try await look(&watch, signs)
        #expect(try await raised().isEmpty)
        hands.turn(by: .seconds(30))
        try await look(&watch, signs)
        #expect(try await raised() == ["sending sending"])
        // It comes and goes within five minutes.
        hands.turn(by: .seconds(299))
        try await look(&watch)
        try await look(&watch, signs)
        #expect(try await raised() == ["sending sending"])
        hands.turn(by: .seconds(300))
        try await look(&watch)
        #expect(try await raised().isEmpty)
    }

    @Test(
        "one mail tells of what changed together, through the relay that can be used, and again until it is there"
    )
    func mail() async throws {
        let yaml = """
            alarms: { mail: [desk@inbox.test], again: 1h }

            """
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try (String(contentsOf: file, encoding: .utf8) + yaml).write(
            to: file, atomically: true, encoding: .utf8)
        let deaf = try Newsroom(at: place.directory, clock: hands.clock)
        let alarms = [Alarm(.disk, "disk", "12 MB free"), Alarm(.held, "mailing 3", "mailing 3 is held")]
        _ = try await deaf.alarms.look(alarms)
        #expect(try await deaf.alarms.tellDue().map(\.channel) == ["mail:desk@inbox.test"])
        #expect(try await deaf.alarms.tellDue().isEmpty, "it is put off")
        try await withSandbox { port, directory in
            let text = try String(contentsOf: file, encoding: .utf8).replacing(
                "    connections: 4\n",
                with:
                    "    connections: 4\n  - name: second\n    url: smtp://127.0.0.1:\(port)\n    starttls: off\n"
            )
            try text.write(to: file, atomically: true, encoding: .utf8)
            let newsroom = try Newsroom(at: place.directory, clock: hands.clock)
            hands.turn(by: .seconds(31))
            #expect(try await newsroom.alarms.tellDue().isEmpty)
            hands.turn(by: .seconds(3600))
            _ = try await newsroom.alarms.look([alarms[0]])
            #expect(try await newsroom.alarms.tellDue().isEmpty)
            let messages = try FileManager.default.contentsOfDirectory(
                at: directory, includingPropertiesForKeys: nil
            )
            .map { try String(contentsOf: $0, encoding: .utf8) }
            #expect(messages.count == 2)
            let first = try #require(
                messages.first { $0.contains("Subject: [Daybreak] alarm: disk, disk and 1 more") })
            #expect(first.contains("ALARM: 12 MB free") && first.contains("ALARM: mailing 3 is held"))
            #expect(first.contains("Auto-Submitted: auto-generated"))
            let second = try #require(
                messages.first { $0.contains("Subject: [Daybreak] still: disk, disk and 1 more") })
            #expect(second.contains("STILL: 12 MB free") && second.contains("OVER: mailing 3 is held"))
        }
    }

    @Test("who was never told of an alarm is not told that it is over")
    func untold() async throws {
        let store = newsroom.context.alarms
        let held = Alarm(.held, "mailing 3", "mailing 3 is held")
        _ = try await store.look([held], telling: ["mail:a", "mail:b"], again: .seconds(1))
        try await store.told(try await store.due().filter { $0.channel == "mail:a" })
        _ = try await store.look([], telling: ["mail:a", "mail:b"], again: .seconds(1))
        #expect(try await store.due().map { "\($0.channel) \($0.event)" } == ["mail:a cleared"])
    }

    @Test("what cannot be told is put off longer each time, and given up after a day")
    func patience() async throws {
        let store = newsroom.context.alarms
        _ = try await store.look(
            [Alarm(.disk, "disk", "full")], telling: ["mail:a"], again: .seconds(864_000))
        var pauses: [Int] = []
        while case let due = try await store.due(), !due.isEmpty {
            try await store.failed(due, because: "no")
            var pause = 0
            while try await store.due().isEmpty, pause < 2000 {
                hands.turn(by: .seconds(10))
                pause += 10
            }
            pauses.append(pause)
        }
        #expect(Array(pauses.prefix(7)) == [30, 60, 120, 240, 480, 960, 960] && pauses.count > 80)
    }

    @Test("many complaints ring, and a key or a certificate that ends soon with none after it")
    func thresholds() throws {
        var results = MailingResults()
        (results.settled, results.complained) = (2000, 2)
        let mailing = Mailing(
            id: MailingID(rawValue: 3), edition: nil, list: "morning", state: .sent, publishAt: 0,
            zone: "UTC",
            publishedAt: 0, finishedAt: nil, audience: 2000, reason: nil, heldAt: nil, override: nil,
            segment: nil,
            lifetime: nil, deadline: nil, canary: nil, canarySize: nil)
        #expect(AlarmWatch.complaints(of: mailing, results) == nil, "two may be chance")
        results.complained = 3
        #expect(AlarmWatch.complaints(of: mailing, results)?.message.contains("3 of 2000") == true)
        let day = try #require(CalendarDay("2026-12-01"))
        #expect(RelayWatch.alarm("main", ends: CalendarDay("2026-12-15"), day, 14) == nil)
        #expect(RelayWatch.alarm("main", ends: CalendarDay("2026-12-14"), day, 14)?.kind == .certificate)
        #expect(RelayWatch.alarm("main", ends: nil, day, 14) == nil)
        var configuration = newsroom.configuration
        func keys(_ end: String?, _ next: String?) -> [DKIMSettings] {
            let old = DKIMSettings.Key(
                selector: "old", file: "", from: nil, until: end.flatMap { CalendarDay($0) })
            let new = next.map {
                DKIMSettings.Key(selector: "new", file: "", from: CalendarDay($0), until: nil)
            }
            return [
                DKIMSettings(
                    publications: nil, domain: nil, body: .simple, keys: [old] + [new].compactMap(\.self))
            ]
        }
        for (end, next, count) in [
            (nil, nil, 0), ("2026-12-15", nil, 0), ("2026-12-14", nil, 1), ("2026-12-14", "2026-12-10", 0),
        ] as [(String?, String?, Int)] {
            configuration.dkim = keys(end, next)
            #expect(
                AlarmWatch.expiringKeys(of: configuration, on: day).count == count,
                "\(end ?? "-") \(next ?? "-")")
        }
    }

    @Test("a post shows who it is from")
    func signature() throws {
        let secret = Array("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)
        let post = AlarmPost(.init(url: "https://example.com/alarms", secret: secret), clock: hands.clock)
        let alarm = KnownAlarm(
            id: 7, Alarm(.disk, "disk", "full"), since: 0, lastSeen: 0, raisedAt: 0, clearedAt: nil)
        let request = try post.request(for: AlarmNotice(id: 9, alarm, .raised, by: "", at: 50, attempts: 0))
        let seconds = hands.clock.now / 1000
        #expect(
            request.fields.contains("webhook-id: alarm-9-50")
                && request.fields.contains("webhook-timestamp: \(seconds)"))
        let signed = Array("alarm-9-50.\(seconds).".utf8) + request.body
        let code = Base64.text(of: HMACSHA256(secret).code(of: signed))
        #expect(request.fields.contains("webhook-signature: v1,\(code)"))
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""type":"alarm.raised""#))
    }
}
