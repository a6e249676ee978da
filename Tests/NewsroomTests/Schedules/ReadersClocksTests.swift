// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Testing

@testable import Newsroom

@Suite("Readers' clocks")
struct ReadersClocksTests {
    private func clocks(_ local: String, _ zones: [String]) throws -> ReadersClocks {
        ReadersClocks(
            try #require(CivilTime(ruleText: local)), home: try NamedZone("Europe/Kyiv"), zones: zones)
    }

    private func instant(_ text: String) throws -> Int64 { try LocalTime(text, in: .utc, now: 0).instant }

    private let readers = ["Asia/Tokyo": 3, "Europe/Kyiv": 4, "America/New_York": 5, "Moon/Tycho": 1, "": 2]

    @Test("each zone has its own instant, and an unknown one that of home")
    func instants() throws {
        let clocks = try clocks("2026-12-02T06:00", Array(readers.keys))
        let now = try instant("2026-12-01 12:00")
        let waves = clocks.waves(for: readers, past: .now, from: now)
        #expect(
            try waves == [
                Wave(zone: "", dueAt: instant("2026-12-02 04:00"), readers: 3),
                Wave(zone: "America/New_York", dueAt: instant("2026-12-02 11:00"), readers: 5),
                Wave(zone: "Asia/Tokyo", dueAt: instant("2026-12-01 21:00"), readers: 3),
                Wave(zone: "Europe/Kyiv", dueAt: instant("2026-12-02 04:00"), readers: 4),
            ])
        #expect(try clocks.start(for: readers, past: .now, from: now) == instant("2026-12-01 21:00"))
        #expect(try clocks.start(for: readers, from: now) == instant("2026-12-01 21:00"))
    }

    @Test("a zone whose clocks are past it gets it now, the next day, or not")
    func past() throws {
        let clocks = try clocks("2026-12-02T06:00", Array(readers.keys))
        let now = try instant("2026-12-01 22:00")
        func tokyo(_ past: PastZones) -> Int64?? {
            clocks.waves(for: readers, past: past, from: now).first { $0.zone == "Asia/Tokyo" }?.dueAt
        }
        #expect(tokyo(.now) == now)
        #expect(tokyo(.skip) == .some(nil))
        #expect(try tokyo(.nextDay) == instant("2026-12-02 21:00"))
        #expect(clocks.start(for: readers, past: .now, from: now) == now)
        #expect(try clocks.start(for: readers, past: .skip, from: now) == instant("2026-12-02 04:00"))
        #expect(try clocks.start(for: readers, from: now) == instant("2026-12-02 04:00"))
        let late = try instant("2026-12-03 00:00")
        #expect(clocks.start(for: readers, past: .skip, from: late) == nil, "nobody is left")
        #expect(try clocks.start(for: readers, from: late) == instant("2026-12-01 21:00"))
    }

    @Test("skipped times and days that a zone left out are the first that follows")
    func gaps() throws {
        let spring = try clocks("2026-03-29T03:30", ["Europe/Kyiv"])
        #expect(try spring.instant(in: "Europe/Kyiv") == instant("2026-03-29 01:00"))
        let samoa = try clocks("2011-12-30T06:00", ["Pacific/Apia"])
        #expect(try samoa.instant(in: "Pacific/Apia") == instant("2011-12-30 16:00"))
    }

    @Test("no reader of any zone is due before the mailing begins, whatever the hour")
    func never() throws {
        let zones = [
            "Pacific/Kiritimati": 1, "Pacific/Pago_Pago": 1, "Australia/Lord_Howe": 1, "Asia/Kathmandu": 1,
        ]
        let clocks = try clocks("2026-10-04T02:15", Array(zones.keys))
        for hour in 0..<96 {
            let now = try instant("2026-10-02 00:00") + Int64(hour) * 3_600_000
            for past in PastZones.allCases {
                guard let start = clocks.start(for: zones, past: past, from: now) else {
                    #expect(past == .skip)
                    continue
                }
                for wave in clocks.waves(for: zones, past: past, from: start) where wave.readers > 0 {
                    #expect(wave.dueAt.map { $0 >= start } ?? (past == .skip))
                }
            }
        }
    }
}
