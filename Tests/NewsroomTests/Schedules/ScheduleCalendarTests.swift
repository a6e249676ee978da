// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("The calendar of what goes out when")
struct ScheduleCalendarTests {
    @Test("has its times in UTC, its texts escaped, and no line of more than 75 octets")
    func text() throws {
        let at = try LocalTime("2026-12-04 06:00", in: "Europe/Kyiv").instant
        let event = ScheduleCalendar.Event(
            id: "occurrence-7", at: at, summary: "dawn; all, of it",
            description: "held\n" + String(repeating: "ґ", count: 60), isCancelled: true)
        let text = ScheduleCalendar(name: "The Daily, Caffeine", host: "news.example.com", events: [event])
            .text(at: at)
        let lines = text.components(separatedBy: "\r\n")
        #expect(
            lines.first == "BEGIN:VCALENDAR" && lines.last == "" && lines.dropLast().last == "END:VCALENDAR")
        #expect(lines.contains("DTSTART:20261204T040000Z") && lines.contains("STATUS:CANCELLED"))
        #expect(lines.contains("UID:occurrence-7@news.example.com"))
        #expect(
            lines.contains("X-WR-CALNAME:The Daily\\, Caffeine")
                && lines.contains("SUMMARY:dawn\\; all\\, of it"))
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        let unfolded = text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("DESCRIPTION:held\\n" + String(repeating: "ґ", count: 60) + "\r\n"))
    }

    @Test("is given to whoever has its address, and to nobody with a reader's link")
    func address() async throws {
        let hands = TurnedClock(at: try LocalTime("2026-12-01 18:00", in: .utc).instant)
        let place = try await TemporaryNewsroom(readers: 1, clock: hands.clock)
        _ = try await place.newsroom.rules.add(
            Rule.Draft(
                name: "dawn", schedule: "daily at 06:00 in UTC", zone: "", publication: "", list: "morning"))
        let address = try await place.newsroom.rules.calendarAddress()
        let token = try #require(address.split(separator: "/").last?.dropLast(4)).description
        let desk = ReaderDesk(ServedNewsroom(place.newsroom))
        let text = try #require(try await desk.calendar(token))
        #expect(text.components(separatedBy: "BEGIN:VEVENT").count == 15, "two weeks")
        #expect(text.contains("DTSTART:20261202T060000Z"))
        let keys = try await place.newsroom.context.tokenKeys.keys()
        #expect(try await desk.calendar(keys.text(.test, for: .unsubscribe)) == nil)
    }
}
