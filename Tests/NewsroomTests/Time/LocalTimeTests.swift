// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Newsroom

@Suite("A time as an editor says it")
struct LocalTimeTests {
    @Test(
        "is an instant by the zone's clock",
        arguments: [
            ("2026-11-24 06:00", "America/New_York", "2026-11-24T11:00:00Z"),
            ("2026-07-01 06:00", "America/New_York", "2026-07-01T10:00:00Z"),
            ("2026-11-24T06:00", "Europe/Kyiv", "2026-11-24T04:00:00Z"),
            ("2026-11-24 06:00", "UTC", "2026-11-24T06:00:00Z"),
        ])
    func instant(text: String, zone: String, expected: String) throws {
        #expect(RFC3339.text(try LocalTime(text, in: zone).instant) == expected)
    }

    @Test(
        "is of the day that its zone has now when it says so",
        arguments: [("today 18:30", "2026-11-30T16:30:00Z"), ("tomorrow 06:00", "2026-12-01T04:00:00Z")])
    func days(text: String, expected: String) throws {
        // Half past one in the night of the 30th in Kyiv, and still the 29th in London.
        let now = try LocalTime("2026-11-29 23:30", in: "UTC").instant
        #expect(RFC3339.text(try LocalTime(text, in: "Europe/Kyiv", now: now).instant) == expected)
    }

    @Test(
        "is refused when it is none",
        arguments: [
            ("2026-03-08 02:30", "America/New_York"), ("2026-02-30 06:00", "UTC"), ("tomorrow", "UTC"),
            ("2026-11-24", "UTC"),
            ("2026-11-24 06:00", "Mars/Olympus"), ("2026-11-24 25:00", "UTC"), ("2026-11-24 06:00", "EST"),
        ])
    func refused(text: String, zone: String) {
        #expect(throws: LocalTime.Fault.self) { try LocalTime(text, in: zone) }
    }
}
