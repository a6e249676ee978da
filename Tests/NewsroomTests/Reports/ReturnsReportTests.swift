// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import NewsroomSupport
import SQLiteStore
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("What a mailing's report says beside its deliveries")
struct ReturnsReportTests {
    private let place: TemporaryNewsroom
    private var newsroom: Newsroom { place.newsroom }

    init() async throws { place = try await TemporaryNewsroom(readers: 3) }

    @Test("who left by its links, and of no other mailing")
    func returns() async throws {
        let first = try await place.publish()
        let second = try await place.publish(again: "a test")
        let desk = ReaderDesk(ServedNewsroom(newsroom))
        for reader in 1...2 {
            let keys = try await newsroom.context.tokenKeys.keys()
            let reader = try await place.reader(reader)
            let token = keys.text(CapabilityToken(mailing: first, subscriber: reader), for: .unsubscribe)
            _ = try await desk.unsubscribe(token, because: Evidence("unsubscribe page"))
        }
        let report = try await newsroom.mailings.report(of: first)
        #expect(report.unsubscribed == 2 && report.complained == 0 && report.bounced == 0)
        #expect(try await newsroom.mailings.report(of: second).unsubscribed == 0)
    }

    @Test("the findings that an override went against")
    func overridden() async throws {
        let edition = try await newsroom.editorial.change(place.edition) { $0.preheader = "" }
        #expect(edition.preheader.isEmpty)
        let mailing = try await newsroom.mailings.publishNow(
            place.edition, to: "morning", segment: nil, terms: MailingTerms(), override: "it is late")
        let report = try await newsroom.mailings.report(of: mailing)
        #expect(report.overridden.map(\.rule) == [.preheaderEmpty])
    }

    @Test("and a planned one goes out at another time")
    func rescheduled() async throws {
        let time = try LocalTime("2099-11-24 06:00", in: "Europe/Kyiv")
        let mailing = try await newsroom.mailings.schedule(
            place.edition, to: "morning", at: time, override: "a test")
        let later = try LocalTime("2099-11-24 07:30", in: "Europe/Kyiv")
        try await newsroom.mailings.reschedule(mailing, to: later)
        #expect(try await newsroom.mailings.mailing(mailing).publishAt == later.instant)
        await #expect(throws: MailingFault.self) {
            try await newsroom.mailings.reschedule(mailing, to: try LocalTime("2001-01-01 06:00", in: "UTC"))
        }
        let sent = try await place.publish(again: "a test")
        await #expect(throws: MailingFault.notPlanned(sent, .sending)) {
            try await newsroom.mailings.reschedule(sent, to: later)
        }
    }
}
