// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import Testing

@testable import Newsroom

@Suite("Time zones")
struct TimeZoneTests {
    /// A TZif file of version 2 (RFC 9636 §3).
    /// - Parameters:
    ///   - leaps: how many leap seconds it counts.
    static func file(
        version: UInt8 = UInt8(ascii: "2"), changes: [(at: Int64, kind: UInt8)] = [],
        offsets: [Int32] = [0], leaps: Int = 0, rule: String? = nil
    ) -> [UInt8] {
        func big(_ number: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: number.bigEndian, Array.init)
        }
        func block(wide: Bool) -> [UInt8] {
            var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, leaps, changes.count, offsets.count, 4] { bytes += big(UInt32(count)) }
            for change in changes {
                bytes += wide ? big(change.at) : big(Int32(truncatingIfNeeded: change.at))
            }
            bytes += changes.map(\.kind)
            for offset in offsets { bytes += big(offset) + [0, 0] }
            bytes += Array("LMT\0".utf8)
            for leap in 0..<leaps { bytes += wide ? big(Int64(leap)) : big(Int32(leap)) + big(Int32(1)) }
            if wide { for _ in 0..<leaps { bytes += big(Int32(1)) } }
            return bytes
        }
        guard version != 0 else { return block(wide: false) }
        return block(wide: false) + block(wide: true) + Array("\n\(rule ?? "")\n".utf8)
    }

    private static func seconds(_ text: String) throws -> Int64 {
        try LocalTime(text, in: .utc).instant / 1000
    }

    @Test("a file says what held before its first change, between changes, and by its rule after the last")
    func ownFile() throws {
        let changes: [(at: Int64, kind: UInt8)] = [(-3_000_000_000, 1), (1_000, 2), (2_000, 1)]
        let file = try TimeZoneFile(
            Self.file(changes: changes, offsets: [-17_762, -18_000, -14_400], rule: "AAA3BBB,M3.2.0,M11.1.0"))
        #expect(file.offset(at: -3_000_000_001) == -17_762)
        #expect(file.offset(at: -3_000_000_000) == -18_000)
        #expect(file.offset(at: 1_999) == -14_400)
        #expect(file.offset(at: 2_000) == -10_800)
        #expect(file.offset(at: try Self.seconds("2600-07-01 12:00")) == -7_200)
    }

    @Test("a file without changes is its rule, and one without a rule keeps the last change")
    func halfFiles() throws {
        #expect(try TimeZoneFile(Self.file(rule: "<+0330>-3:30")).offset(at: 0) == 12_600)
        #expect(try TimeZoneFile(Self.file(changes: [(5, 1)], offsets: [0, 60])).offset(at: .max / 4) == 60)
        let old = Self.file(version: 0, changes: [(-5, 1), (5, 0)], offsets: [0, 3600])
        #expect(try TimeZoneFile(old).offset(at: 4) == 3600)
        #expect(try TimeZoneFile(old).offset(at: 5) == 0)
    }

    @Test(
        "rules of every form are followed",
        arguments: [
            ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08 06:59", -18_000),
            ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08 07:00", -14_400),
            ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01 05:59", -14_400),
            ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01 06:00", -18_000),
            // South of the equator the year begins in summer.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01 00:00", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01 00:00", 36_000),
            // Ireland's winter time is the one that is called daylight saving.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-24 00:00", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01 00:00", 3_600),
            // A time before its day, and one days after it.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29 00:59", -7_200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29 01:00", -3_600),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26 23:59", 7_200),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27 00:00", 10_800),
            // Days by number, with and without 29 February; summer time all year.
            ("AAA0BBB,J60/0,J300/0", "2028-02-29 12:00", 0),
            ("AAA0BBB,J60/0,J300/0", "2028-03-01 00:00", 3_600),
            ("AAA0BBB,59/0,J300/0", "2028-02-29 00:00", 3_600),
            ("XXX3EDT4,0/0,J365/23", "2026-01-01 03:00", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-12-31 23:59", -14_400),
            ("UTC0", "2026-07-01 00:00", 0), ("<+0545>-5:45", "2026-07-01 00:00", 20_700),
        ])
    func rules(rule: String, utc: String, offset: Int) throws {
        let read = try #require(TimeZoneRule(rule.utf8))
        #expect(read.offset(at: try Self.seconds(utc)) == offset)
    }

    @Test(
        "what is no rule is refused",
        arguments: [
            "", "ES5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
            "EST5EDT,M3.6.0,M11.1.0",
            "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,366,1", "EST5EDT,M3.2.0/168,M11.1.0",
            "EST5EDT,M3.2.0,M11.1.0,",
            "<EST5", "EST5:60", "EST5 EDT,M3.2.0,M11.1.0",
        ])
    func badRules(rule: String) { #expect(TimeZoneRule(rule.utf8) == nil) }

    @Test("a file that is damaged in any byte count or length is refused and traps nothing")
    func damaged() throws {
        let good = Self.file(changes: [(0, 1), (9, 0)], offsets: [0, 3600], rule: "EST5EDT,M3.2.0,M11.1.0")
        _ = try TimeZoneFile(good)
        for count in 0..<good.count {
            #expect(throws: TimeZoneFile.Fault.self) { try TimeZoneFile(Array(good.prefix(count))) }
        }
        for place in good.indices {
            var bytes = good
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                bytes[place] = value
                if let file = try? TimeZoneFile(bytes) { _ = file.offset(at: 5) + file.offset(at: 1 << 40) }
            }
        }
        #expect(throws: TimeZoneFile.Fault.notTZif) { try TimeZoneFile(Array("America".utf8) + good) }
        #expect(throws: TimeZoneFile.Fault.leapSeconds) { try TimeZoneFile(Self.file(leaps: 2)) }
        #expect(throws: TimeZoneFile.Fault.inconsistent) {
            try TimeZoneFile(Self.file(changes: [(9, 0), (9, 0)]))
        }
        #expect(throws: TimeZoneFile.Fault.inconsistent) { try TimeZoneFile(Self.file(changes: [(9, 1)])) }
        #expect(throws: TimeZoneFile.Fault.inconsistent) { try TimeZoneFile(Self.file(offsets: [93_600])) }
        #expect(throws: TimeZoneFile.Fault.rule) { try TimeZoneFile(Self.file(rule: "nonsense")) }
    }

    @Test("an hour shown twice is two instants, and one that is skipped is none")
    func shownTwice() throws {
        let file = try TimeZoneFile(Self.file(rule: "EST5EDT,M3.2.0,M11.1.0"))
        let november = try #require(CalendarDay("2026-11-01"))
        let march = try #require(CalendarDay("2026-03-08"))
        let twice = CivilTime(november, hour: 1, minute: 30)
        #expect(
            file.instants(of: twice) == [
                try Self.seconds("2026-11-01 05:30"), try Self.seconds("2026-11-01 06:30"),
            ])
        #expect(file.instants(of: CivilTime(march, hour: 2, minute: 30)) == [])
    }

    @Test("the files of the system decide, and not a table that the program brings")
    func systemFiles() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let america = directory.appending(path: "America")
        try FileManager.default.createDirectory(at: america, withIntermediateDirectories: true)
        try Data(Self.file(rule: "MST7")).write(to: america.appending(path: "Vancouver"))
        let zone = try NamedZone("America/Vancouver", in: directory.path)
        let time = try LocalTime("2027-01-15 06:00", in: zone)
        #expect(RFC3339.text(time.instant) == "2027-01-15T13:00:00Z")
        #expect(RFC3339.text(time.instant, in: zone) == "2027-01-15T06:00:00-07:00")
        #expect(throws: NamedZone.Fault.unknown("America/New_York")) {
            try NamedZone("America/New_York", in: directory.path)
        }
        #expect(throws: NamedZone.Fault.noDirectory("/nowhere")) {
            try NamedZone("America/New_York", in: "/nowhere")
        }
    }

    @Test(
        "a name leads nowhere but to a file of zones",
        arguments: [
            "", "/etc/passwd", "../zoneinfo/UTC", "America/../UTC", "America", "America/", "zone.tab", "a b",
            "Ame\0rica/X",
        ])
    func names(name: String) {
        #expect(throws: NamedZone.Fault.self) { try NamedZone(name) }
    }

    @Test("all zones of the system are read as Python reads them, now and centuries on")
    func likePython() throws {
        let script = """
            import datetime, random, zoneinfo
            random.seed(7)
            for name in sorted(zoneinfo.available_timezones()):
                zone = zoneinfo.ZoneInfo(name)
                for _ in range(24):
                    at = random.choice([random.randrange(-3 * 10**9, 2**31), random.randrange(2**31, 6 * 10**9)])
                    when = datetime.datetime.fromtimestamp(at, zone)
                    print(name, at, int(when.utcoffset().total_seconds()))
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["PYTHONTZPATH=\(NamedZone.directory)", "python3", "-c", script]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            .split(separator: "\n")
        process.waitUntilExit()
        try #require(lines.count > 5000)
        var zones: [String: NamedZone] = [:]
        var different: [Substring] = []
        for line in lines {
            let parts = line.split(separator: " ")
            let name = String(parts[0])
            let zone = try zones[name] ?? NamedZone(name)
            zones[name] = zone
            if zone.offset(at: (Int64(parts[1]) ?? 0) * 1000) != Int(parts[2]) { different.append(line) }
        }
        #expect(different == [])
    }

    @Test("editions are dated, mailings scheduled and times shown by the publication's clock")
    func publication() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let file = place.directory.appending(path: "templates/daily-caffeine/publication.yaml")
        let yaml = try String(contentsOf: file, encoding: .utf8)
        // Fourteen hours before UTC and twelve after it are never the same day.
        var days: Set<CalendarDay> = []
        for zone in ["Pacific/Kiritimati", "Etc/GMT+12"] {
            try (yaml + "zone: \(zone)\n").write(to: file, atomically: true, encoding: .utf8)
            #expect(place.newsroom.publications.shownZone.name == zone)
            let edition = try await place.newsroom.editorial.completed(
                EditionDraft(articles: ["bread"]), number: 1, of: "daily-caffeine")
            days.insert(edition.date)
        }
        #expect(days.count == 2)
        let time = try await place.newsroom.editorial.time("2030-01-01 06:00", in: nil, for: place.edition)
        let mailing = try await place.newsroom.mailings.schedule(
            place.edition, to: "morning", at: time, override: "a test")
        #expect(
            try JSONText.of(try await place.newsroom.mailings.status(of: mailing).json)
                .contains(#""publishAt":"2030-01-01T06:00:00-12:00""#))
        try (yaml + "zone: Mars/Olympus\n").write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: ConfigurationFault.zone(.unknown("Mars/Olympus"), file: file.path)) {
            try place.newsroom.publications.check()
        }
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        await #expect(throws: EditorialFault.noZone(time: "2030-01-01 06:00")) {
            try await place.newsroom.editorial.time("2030-01-01 06:00", in: nil, for: place.edition)
        }
    }
}
