// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import Sender
import Synchronization
import Testing

@testable import Newsroom

@Suite("The certificate of base_url")
struct SiteWatchTests {
    @Test("rings before its end, stays known while the site does not answer, and is over once it is renewed")
    func end() async throws {
        let hands = TurnedClock(at: try LocalTime("2026-12-01 06:00", in: .utc).instant)
        let place = try await TemporaryNewsroom(readers: 1, clock: hands.clock)
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try String(contentsOf: file, encoding: .utf8)
            .replacing("smtp://127.0.0.1:9", with: "smtp://relay.example.com")
            .replacing("starttls: off", with: "starttls: required")
            .write(to: file, atomically: true, encoding: .utf8)
        let newsroom = try Newsroom(at: place.directory, clock: hands.clock)
        let ends = Mutex<CalendarDay?>(CalendarDay("2026-12-20"))
        var watch = SiteWatch { url in url == "https://news.example.com" ? ends.withLock { $0 } : nil }
        #expect(await watch.look(at: newsroom).isEmpty, "nineteen days are enough")
        hands.turn(by: .seconds(6 * 86_400))
        let alarms = await watch.look(at: newsroom)
        #expect(alarms.map(\.kind) == [.certificate] && alarms[0].message.contains("ends on 2026-12-20"))
        ends.withLock { $0 = nil }
        hands.turn(by: .seconds(3600))
        #expect(await watch.look(at: newsroom) == alarms)
        ends.withLock { $0 = CalendarDay("2027-03-20") }
        #expect(await watch.look(at: newsroom) == alarms, "it was asked a moment ago")
        hands.turn(by: .seconds(1000))
        #expect(await watch.look(at: newsroom).isEmpty)
    }
}
