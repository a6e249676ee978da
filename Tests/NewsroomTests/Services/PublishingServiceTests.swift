// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NewsroomSupport
import Sender
import Testing

@testable import Newsroom

@Suite("What serve publishes")
struct PublishingServiceTests {
    @Test("a mailing that could not be published is left alone for twenty seconds, and then tried again")
    func patience() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let hands = TurnedClock()
        let newsroom = try Newsroom(at: place.directory, clock: hands.clock)
        let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
        let service = PublishingService(
            ServedNewsroom(newsroom), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var attempts = PublishingService.Attempts()

        let template = place.directory.appending(path: "templates/daily-caffeine/edition.html.mustache")
        let text = try String(contentsOf: template, encoding: .utf8)
        try "{{#stories}}".write(to: template, atomically: true, encoding: .utf8)
        await service.step(&attempts)
        #expect(try await newsroom.mailings.mailing(mailing).reason != nil)

        try text.write(to: template, atomically: true, encoding: .utf8)
        for (wait, state) in [
            (Duration.zero, MailingState.scheduled), (.seconds(19), .scheduled), (.seconds(1), .sending),
        ] {
            hands.turn(by: wait)
            await service.step(&attempts)
            #expect(try await newsroom.mailings.mailing(mailing).state == state, "after \(wait)")
        }
    }
}
