// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@Suite("A day of the calendar")
struct CalendarDayTests {
    @Test(
        "is read and written as four digits, two and two",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("1900-01-01", -25_567), ("2000-02-29", 11_016),
            ("2000-03-01", 11_017), ("2026-01-01", 20_454), ("2199-12-31", 84_005),
        ])
    func valid(text: String, days: Int) throws {
        let day = try #require(CalendarDay(text))
        #expect(day.description == text && day.daysSince1970 == days)
        #expect(CalendarDay(daysSince1970: days) == day)
    }

    @Test(
        "or is none",
        arguments: [
            "", "2026-1-01", "2026-00-01", "2026-13-01", "2026-04-31", "2026-02-29", "2100-02-29",
            "2026-01-00", "1899-12-31", "2026-01-01-", "-026-01-01", "2026_01_01", "٢٠٢٦-01-01", "2026-+1-01",
            "2026-01-01\0", "12026-01-01",
        ])
    func invalid(text: String) { #expect(CalendarDay(text) == nil) }

    @Test("is of the years that are meant")
    func years() {
        #expect(CalendarDay("2200-01-01", years: 1900...2199) == nil)
        #expect(CalendarDay("0001-01-01", years: 1...9999)?.description == "0001-01-01")
        #expect(CalendarDay("0000-01-01", years: 1...9999) == nil)
    }

    @Test("is followed by the next, for four thousand years")
    func order() throws {
        var last = try #require(CalendarDay("0001-01-01", years: 1...1))
        #expect(last.daysSince1970 == -719_162)
        for number in -719_161...741_807 {
            let day = CalendarDay(daysSince1970: number)
            let isFirst = day.day == 1
            try #require(day.daysSince1970 == number && last < day)
            try #require(CalendarDay(year: day.year, month: day.month, day: day.day) == day)
            try #require(
                isFirst
                    ? CalendarDay(year: last.year, month: last.month, day: last.day + 1) == nil
                    : (day.year, day.month, day.day) == (last.year, last.month, last.day + 1))
            last = day
        }
        #expect(last.description == "4000-12-31")
    }

    @Test("is its text in JSON")
    func json() throws {
        let days = [CalendarDay(daysSince1970: 20_781)]
        let text = try JSONEncoder().encode(days)
        #expect(String(decoding: text, as: UTF8.self) == #"["2026-11-24"]"#)
        #expect(try JSONDecoder().decode([CalendarDay].self, from: text) == days)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDay].self, from: Data(#"["2026-02-30"]"#.utf8))
        }
    }
}
