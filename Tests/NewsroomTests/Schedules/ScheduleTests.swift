// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Newsroom

@Suite("Schedules")
struct ScheduleTests {
    private static let kyiv = "Europe/Kyiv"

    /// The first times from an instant on, as the clocks of the schedule's zone show them.
    private static func times(
        _ text: String, in zone: String = "UTC", from: String = "2026-12-01 00:00", most: Int = 4
    ) throws -> [String] {
        let zone = try NamedZone.ofPlace(zone)
        let schedule = try Schedule(text, in: zone)
        return schedule.occurrences(from: try LocalTime(from, in: schedule.zone).instant, most: most).map {
            RFC3339.text($0.at, in: schedule.zone)
        }
    }

    @Test(
        "the language says days as people do",
        arguments: [
            ("weekdays at 06:00", ["12-01", "12-02", "12-03", "12-04", "12-07"]),
            ("on weekends at 6:00", ["12-05", "12-06", "12-12"]),
            ("every day at 06:00", ["12-01", "12-02"]), ("daily at 06:00", ["12-01", "12-02"]),
            ("Mondays, Wednesdays and fri at 06:00", ["12-02", "12-04", "12-07"]),
            ("every other friday at 06:00 from 2026-12-04", ["12-04", "12-18"]),
            ("every 3 days at 06:00 from 2026-11-30", ["12-03", "12-06"]),
            ("every 2 weeks on monday and thursday at 06:00 from 2026-12-03", ["12-03", "12-14", "12-17"]),
            ("2nd friday of month at 06:00", ["12-11"]), ("second friday of the month at 06:00", ["12-11"]),
            ("every 2nd friday of month at 06:00", ["12-11"]), ("last weekday of month at 06:00", ["12-31"]),
            ("first weekday of each month at 06:00", ["12-01"]),
            ("1st and 15th of month at 06:00", ["12-01", "12-15"]), ("last day of month at 06:00", ["12-31"]),
            ("2nd and 4th tue of december at 06:00", ["12-08", "12-22"]),
            ("every 2 months on the 2nd friday at 06:00 from 2026-12-01", ["12-11"]),
            ("RRULE:FREQ=WEEKLY;BYDAY=MO,FR at 06:00", ["12-04", "12-07"]),
            ("rrule:freq=monthly;bymonthday=-1 at 06:00", ["12-31"]),
            ("RRULE:FREQ=DAILY;BYHOUR=6;INTERVAL=5 from 2026-11-30", ["12-05", "12-10"]),
            ("weekdays at 06:00 except 2026-12-02, 2026-12-04 to 2026-12-08", ["12-01", "12-03", "12-09"]),
            ("weekdays at 06:00 from 2026-12-04 until 2026-12-07", ["12-04", "12-07"]),
            ("2026-12-24 at 06:00", ["12-24"]), ("2026-12-24 06:00", ["12-24"]),
        ])
    func language(_ text: String, _ days: [String]) throws {
        #expect(
            try Self.times(text, most: days.count) == days.map { "2026-\($0)T06:00:00Z" }, "\(text)")
    }

    @Test("several times a day are a rule each, and come in order")
    func severalTimes() throws {
        let schedule = try Schedule("weekdays at 18:00, 06:00 and 12:30 in Europe/Kyiv", in: .utc)
        #expect(schedule.rules == Array(repeating: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", count: 3))
        #expect(
            try Self.times("weekdays at 18:00, 06:00 and 12:30 in Europe/Kyiv") == [
                "2026-12-01T06:00:00+02:00", "2026-12-01T12:30:00+02:00", "2026-12-01T18:00:00+02:00",
                "2026-12-02T06:00:00+02:00",
            ])
    }

    @Test("an end that was said includes its day, and nothing comes after it")
    func end() throws {
        #expect(try Self.times("daily at 23:30 until 2026-12-02", most: 9).count == 2)
        #expect(try Self.times("2026-11-24 at 06:00").isEmpty)
    }

    @Test(
        "an error points at its column and says what to write",
        arguments: [
            ("", 1, "it is empty"),
            ("every 2nd friday at 06:00", 7, "“2nd friday of month”, or “every other friday from DATE”"),
            ("every other friday at 06:00", 7, "add “from DATE”, the date of a friday"),
            ("every other friday at 06:00 from 2026-12-05", 7, "2026-12-05 is a saturday"),
            ("weekdays at 25:00", 13, "“25:00” is not a time"), ("weekdays at", 12, "here it ends"),
            ("weekdays", 9, "the time is missing"), ("weekdays 06:00", 10, "“06:00” is not understood here"),
            ("weekdays at 06:00 in Europe/Kiew", 22, "“Europe/Kiew” is no time zone"),
            ("weekdays at 06:00 at 07:00", 19, "“at” stands twice"),
            ("weekdays at 06:00 except 2026-02-30", 26, "“2026-02-30” is not a day"),
            ("weekdays at 06:00 except 2026-12-25 to 2026-12-24", 40, "2026-12-24 is before 2026-12-25"),
            ("weekdays at 06:00 from 2026-12-02 until 2026-12-01", 51, "before it begins"),
            ("6th friday of month at 06:00", 1, "a month has no such day"),
            ("32nd of month at 06:00", 1, "a month has no such day"),
            ("30th of february at 06:00", 1, "it never happens"), ("month at 06:00", 1, "says no days"),
            ("every 0 days at 06:00 from 2026-12-01", 7, "no number from 1 to 99"),
            ("2026-12-24 at 06:00 until 2026-12-25", 21, "not understood here"),
            ("RRULE:FREQ=HOURLY at 06:00", 7, "FREQ is DAILY, WEEKLY, MONTHLY, YEARLY"),
            ("RRULE:FREQ=WEEKLY;BYFOO=1 at 06:00", 19, "has no BYFOO"),
            ("RRULE:FREQ=WEEKLY;COUNT=0 at 06:00", 19, "COUNT is a number"),
            ("RRULE:BYDAY=MO at 06:00", 1, "no FREQ"), ("RRULE:FREQ=WEEKLY at 06:00", 1, "needs a first day"),
            ("RRULE:FREQ=WEEKLY;BYDAY=XX at 06:00", 1, "no recurrence rule"),
            ("RRULE:FREQ=DAILY;BYHOUR=6 at 06:00", 27, "leave out “at”"),
            ("RRULE:FREQ=DAILY;FREQ=DAILY at 06:00", 18, "FREQ stands twice"),
            (
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU at 06:00 from 2026-12-06", 42,
                "leave WKST out"
            ),
            ("RRULE:FREQ=WEEKLY;BYDAY=1MO at 06:00", 19, "needs FREQ=MONTHLY or YEARLY"),
            ("RRULE:FREQ=WEEKLY;BYMONTHDAY=1 at 06:00", 19, "does not go with FREQ=WEEKLY"),
            ("RRULE:FREQ=MONTHLY;BYYEARDAY=1 at 06:00", 20, "needs FREQ=YEARLY"),
            ("RRULE:FREQ=DAILY;BYSETPOS=1 at 06:00", 18, "needs days to choose from"),
            ("RRULE:FREQ=DAILY;BYMINUTE=1", 18, "BYMINUTE needs BYHOUR"),
            ("RRULE:FREQ=DAILY;UNTIL=20261205;COUNT=3 at 06:00 from 2026-12-01", 33, "leave one out"),
            ("RRULE:FREQ=DAILY;UNTIL=20261305T000000Z at 06:00", 18, "UNTIL is a day like"),
            ("RRULE:FREQ=DAILY;UNTIL=20261205 at 06:00 until 2026-12-06", 1, "leave out “until”"),
            (String(repeating: "x", count: 2001), 1, "too long"),
            ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 at 06:00", 1, "it never happens"),
        ])
    func faults(_ text: String, _ column: Int, _ message: String) {
        let fault = #expect(throws: ScheduleFault.self, "\(text)") { try Schedule(text, in: .utc) }
        #expect(
            fault?.column == column && fault?.message.contains(message) == true, "\(text): \(fault as Any)")
    }

    @Test(
        "a time that the clocks skip is the first instant after the gap, one that they show twice the first")
    func daylightSaving() throws {
        #expect(
            try Self.times("daily at 03:30 in Europe/Kyiv", from: "2027-03-27 12:00", most: 2)
                == ["2027-03-28T04:00:00+03:00", "2027-03-29T03:30:00+03:00"])
        #expect(
            try Self.times("daily at 03:30 in Europe/Kyiv", from: "2027-10-30 12:00", most: 2)
                == ["2027-10-31T03:30:00+03:00", "2027-11-01T03:30:00+02:00"])
        let gap = try Schedule("daily at 03:30 in Europe/Kyiv", in: .utc).occurrences(
            from: try LocalTime("2027-03-27 12:00", in: Self.kyiv).instant, most: 1)
        #expect(gap[0].note?.contains("skip 03:30") == true && gap[0].local.ruleText == "2027-03-28T03:30")
        // Half an hour of daylight saving, and a gap at midnight.
        #expect(
            try Self.times("daily at 02:15 in Australia/Lord_Howe", from: "2026-10-03 12:00", most: 1)
                == ["2026-10-04T02:30:00+11:00"])
        #expect(
            try Self.times("daily at 00:30 in America/Santiago", from: "2026-09-05 12:00", most: 1)
                == ["2026-09-06T01:00:00-03:00"])
        // In Nuuk the last hour of a day is skipped.
        #expect(
            try Self.times("daily at 23:30 in America/Nuuk", from: "2027-03-27 12:00", most: 1)
                == ["2027-03-28T00:00:00-01:00"])
    }

    @Test("a day that a zone left out has nothing")
    func skippedDay() throws {
        #expect(
            try Self.times("daily at 06:00 in Pacific/Apia", from: "2011-12-29 00:00", most: 2)
                == ["2011-12-29T06:00:00-10:00", "2011-12-31T06:00:00+14:00"])
    }

    @Test("an end in UTC is an instant, whatever the zone")
    func endInUTC() throws {
        // Six in Kyiv is four in UTC.
        for (end, count) in [
            ("20261203T040000Z", 3), ("20261203T035959Z", 2), ("20261203T060000", 3), ("20261203", 2),
        ] {
            let text = "RRULE:FREQ=DAILY;UNTIL=\(end) at 06:00 in Europe/Kyiv"
            #expect(try Self.times(text, most: 9).count == count, "\(end)")
        }
    }

    @Test("what it yields from an instant on does not depend on where one begins to look")
    func windows() throws {
        for text in [
            "every 3 days at 02:30 from 2026-01-05 in Europe/Kyiv",
            "every 2 weeks on monday and sunday at 03:30 from 2026-01-05 in Europe/Kyiv",
            "every 5 months on the last sunday at 03:30 from 2026-01-05 in Europe/Kyiv",
            "RRULE:FREQ=DAILY;COUNT=200;INTERVAL=2 at 03:30 from 2026-03-01",
        ] {
            let schedule = try Schedule(text, in: .utc)
            let all = schedule.occurrences(
                from: try LocalTime("2026-01-01 00:00", in: .utc).instant, most: 150)
            for (index, one) in all.enumerated() where index < 100 {
                #expect(
                    schedule.occurrences(from: one.at, most: 3)
                        == Array(all[index..<min(index + 3, all.count)]))
            }
        }
    }
}
