// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import NewsroomSupport
import SandboxSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom
@testable import SQLiteStore

@Suite("How a mailing went")
struct SendingReportTests {
    @Test("is told from what a real relay said, and the parts sum up")
    func report() async throws {
        try await withSandbox { port, _ in
            let place = try await TemporaryNewsroom(readers: 40, port: port)
            let newsroom = place.newsroom
            for address in ["unknown1@post.test", "full1@post.test", "grey1@mail.test"] {
                let row = ImportRow(address: try EmailAddress(address), firstName: "")
                _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
            }
            let mailing = try await newsroom.mailings.schedule(place.edition, to: "morning", at: nil)
            await #expect(throws: MailingFault.notPublished(mailing, .scheduled)) {
                try await newsroom.mailings.report(of: mailing)
            }
            _ = try await newsroom.mailings.publish(mailing)
            #expect(
                MailingReportPicture.svg(try await newsroom.mailings.report(of: mailing)).contains(
                    "No relay has answered"))
            _ = try await newsroom.mailings.sender(of: mailing, end: .nothingDue).run()

            let report = try await newsroom.mailings.report(of: mailing)
            #expect(report.statistics.acceptances.count == 40 && report.pruned == 0)
            #expect(report.milestones.map(\.percent) == [50, 95, 100])
            let rate = report.rate(most: 60)
            #expect(rate.count <= 60 && rate.reduce(0) { $0 + $1.accepted } == 40)
            #expect(rate.reduce(0) { $0 + $1.refused } == 3)
            #expect(Set(report.causes.map(\.name)) == ["unknownUser", "mailboxFull", "greylisted"])
            let (largest, others) = report.domains(most: 1)
            #expect(largest.map(\.name) == ["inbox.test"] && largest[0].1.accepted == 40)
            #expect(others?.readers == 3 && others?.failed == 1 && others?.waiting == 2)
            let picture = MailingReportPicture.svg(report)
            #expect(picture.contains("40 accepted") && picture.contains("2 waiting"))
            #expect(picture.contains("post.test"))
        }
    }

    /// A report of answers at some times, in milliseconds.
    private func report(accepted: [Int64], refused: [Int64] = []) -> MailingReport {
        var statistics = MailingStatistics(from: 0)
        for time in accepted {
            statistics.count(.accepted, to: "a.test", settledAt: time, attempts: 1, cause: nil)
        }
        for time in refused {
            statistics.count(attempt: .deferred, to: "a.test", at: time, cause: nil, relay: nil)
        }
        return MailingReport(
            status: status, publishedAt: 0, statistics: statistics, pruned: 0, unsubscribed: 0,
            complained: 0, returned: [],
            overridden: [])
    }

    private var status: MailingStatus {
        MailingStatus(
            Mailing(
                id: MailingID(rawValue: 1), edition: nil, list: "m", state: .sent, publishAt: 0, zone: "UTC",
                publishedAt: 0, finishedAt: nil, audience: 1, reason: nil, heldAt: nil, override: nil,
                segment: nil,
                lifetime: nil, deadline: nil, canary: nil, canarySize: nil), counts: [:], in: .utc, now: 1)
    }

    struct Course: Sendable {
        let accepted: [Int64]
        var refused: [Int64] = []
        let width: Int64
        let count: Int
        var isLate = false
    }

    private static let courses = [
        Course(accepted: [30, 30, 30], width: 100, count: 1),
        Course(accepted: times(every: 10, until: 60_000), width: 2000, count: 30),
        Course(
            accepted: times(every: 10, until: 60_000) + [172_800_000], width: 2000, count: 30, isLate: true),
        Course(accepted: times(every: 60_000, until: 172_800_000), width: 3_600_000, count: 48),
        Course(accepted: [], refused: [0, 1_000_000], width: 30_000, count: 34),
    ]

    private static func times(every step: Int64, until end: Int64) -> [Int64] {
        Array(stride(from: 0, to: end, by: Int(step)))
    }

    @Test(
        "over time is in intervals that suit it, and a few late answers do not make it one",
        arguments: courses)
    func intervals(course: Course) throws {
        let report = report(accepted: course.accepted, refused: course.refused)
        let rate = report.rate(most: 60)
        #expect(rate[0].length == course.width && rate.count == course.count + (course.isLate ? 1 : 0))
        #expect(zip(rate, rate.dropFirst()).allSatisfy { $0.start + $0.length == $1.start })
        #expect(rate.reduce(0) { $0 + $1.accepted } == course.accepted.count)
        #expect(rate.reduce(0) { $0 + $1.refused } == course.refused.count)
        #expect(report.rate(most: 24).count <= 25)
        let last = try #require(rate.last)
        #expect(last.start + last.length > (course.accepted + course.refused).max() ?? 0)
    }

    @Test(
        "lengths of time are short",
        arguments: [
            (0, "0.0 s"), (425, "0.42 s"), (12_570, "12.5 s"), (200_000, "3 min 20 s"), (60_000, "1 min"),
            (18_720_000, "5 h 12 min"), (187_200_000, "2 d 4 h"),
        ])
    func durations(milliseconds: Int64, text: String) {
        #expect(ShortDuration.text(milliseconds) == text)
    }
}
