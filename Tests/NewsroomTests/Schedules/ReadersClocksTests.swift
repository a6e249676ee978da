// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Testing

@testable import Newsroom

@Suite("Readers' clocks")
struct ReadersClocksTests {
    private let home: NamedZone
    private let six: LocalTime

    init() throws {
        home = try NamedZone("Europe/Kyiv")
        six = try LocalTime("2026-12-02 06:00", in: home, now: 0)
    }

    private func instant(_ text: String) throws -> Int64 { try LocalTime(text, in: .utc, now: 0).instant }

    private let readers = ["Asia/Tokyo": 3, "Europe/Kyiv": 4, "America/New_York": 5, "Moon/Tycho": 1, "": 2]

    private func reckoning(
        _ past: PastZones, of readers: [String: Int]? = nil, at now: Int64
    ) -> StartReckoning {
        StartReckoning(
            meaning: .readersClocks(past: past),
            clocks: ReadersClocks(of: readers ?? self.readers, home: home),
            estimate: SendingEstimate([], [:]), now: now)
    }

    /// When a date of a schedule begins.
    private func date(at now: Int64) -> Int64? {
        reckoning(.now, at: now).starts(of: [Occurrence(local: six.civil, at: six.instant, showing: .once)])
            .first?.at
    }

    @Test("each zone has its own instant, and an unknown one that of home")
    func instants() throws {
        let now = try instant("2026-12-01 12:00")
        let waves = ReadersClocks(of: readers, home: home).waves(of: six.civil, past: .now, from: now)
        #expect(
            try waves == [
                Wave(zone: "", dueAt: instant("2026-12-02 04:00"), readers: 3),
                Wave(zone: "America/New_York", dueAt: instant("2026-12-02 11:00"), readers: 5),
                Wave(zone: "Asia/Tokyo", dueAt: instant("2026-12-01 21:00"), readers: 3),
                Wave(zone: "Europe/Kyiv", dueAt: instant("2026-12-02 04:00"), readers: 4),
            ])
        #expect(try reckoning(.now, at: now).start(of: six) == instant("2026-12-01 21:00"))
        #expect(try date(at: now) == instant("2026-12-01 21:00"))
    }

    @Test("a zone whose clocks are past it gets it now, the next day, or not")
    func past() throws {
        let clocks = ReadersClocks(of: readers, home: home)
        let now = try instant("2026-12-01 22:00")
        func tokyo(_ past: PastZones) -> Int64?? {
            clocks.waves(of: six.civil, past: past, from: now).first { $0.zone == "Asia/Tokyo" }?.dueAt
        }
        #expect(tokyo(.now) == now)
        #expect(tokyo(.skip) == .some(nil))
        #expect(try tokyo(.nextDay) == instant("2026-12-02 21:00"))
        #expect(reckoning(.now, at: now).start(of: six) == now)
        #expect(try reckoning(.skip, at: now).start(of: six) == instant("2026-12-02 04:00"))
        #expect(try date(at: now) == instant("2026-12-02 04:00"))
        let late = try instant("2026-12-03 00:00")
        #expect(reckoning(.skip, at: late).start(of: six) == nil, "nobody is left")
        #expect(try date(at: late) == instant("2026-12-01 21:00"))
        #expect(reckoning(.skip, of: [:], at: late).start(of: six) == six.instant, "nobody reads yet")
    }

    @Test("skipped times and days that a zone left out are the first that follows")
    func gaps() throws {
        let clocks = ReadersClocks(of: ["Europe/Kyiv": 1, "Pacific/Apia": 1], home: home)
        let spring = try #require(CivilTime(ruleText: "2026-03-29T03:30"))
        #expect(try clocks.instant(of: spring, in: "Europe/Kyiv") == instant("2026-03-29 01:00"))
        let samoa = try #require(CivilTime(ruleText: "2011-12-30T06:00"))
        #expect(try clocks.instant(of: samoa, in: "Pacific/Apia") == instant("2011-12-30 16:00"))
    }

    @Test("no reader of any zone is due before the mailing begins, whatever the hour")
    func never() throws {
        let zones = [
            "Pacific/Kiritimati": 1, "Pacific/Pago_Pago": 1, "Australia/Lord_Howe": 1, "Asia/Kathmandu": 1,
        ]
        let time = try LocalTime("2026-10-04 02:15", in: home, now: 0)
        for hour in 0..<96 {
            let now = try instant("2026-10-02 00:00") + Int64(hour) * 3_600_000
            for past in PastZones.allCases {
                let reckoning = reckoning(past, of: zones, at: now)
                guard let start = reckoning.start(of: time) else {
                    #expect(past == .skip)
                    continue
                }
                for wave in reckoning.clocks.waves(of: time.civil, past: past, from: start)
                where wave.readers > 0 {
                    #expect(wave.dueAt.map { $0 >= start } ?? (past == .skip))
                }
            }
        }
    }
}
