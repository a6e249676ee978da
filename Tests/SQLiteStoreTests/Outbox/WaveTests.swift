// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers
import Testing

@testable import SQLiteStore

@Suite("Mailings that go by their readers' clocks")
struct WaveTests {
    private let fixture: TemporaryDatabase
    private let outbox: SQLiteOutbox

    /// 300 readers: half in Tokyo, the others in Kyiv, on the Moon or nowhere; one of Tokyo's is suppressed.
    init() async throws {
        fixture = try TemporaryDatabase()
        try await fixture.create()
        let zones = ["Asia/Tokyo", "Europe/Kyiv", "Asia/Tokyo", "Moon/Tycho", "Asia/Tokyo", ""]
        try await fixture.load(
            "email,timezone\n"
                + (0..<300).map { "reader\($0)@inbox.test,\(zones[$0 % zones.count])\n" }.joined())
        _ = try await fixture.subscribers.suppress(
            EmailAddress("reader0@inbox.test"), because: "test", evidence: Evidence("test"))
        outbox = try await SQLiteOutbox(fixture)
    }

    private static let hour: Int64 = 3_600_000

    private func publish(
        _ hours: [String: Int64?], lifetime: Duration? = nil, rails: GuardRails? = nil
    ) async throws -> MailingID {
        let mailing = try await fixture.schedule(
            terms: MailingTerms(
                lifetime: lifetime, guardRails: rails,
                timing: .readersClocks(local: "2026-12-02T06:00", past: .now)))
        let now = fixture.database.now()
        let waves = hours.map { zone, hours in
            Wave(zone: zone, dueAt: hours.map { now + $0 * Self.hour }, readers: 0)
        }
        _ = try await fixture.mailings.publish(mailing, try fixture.frozen(key: "key"), waves: waves)
        return mailing
    }

    private func settle(_ rows: [LeasedDelivery], _ disposition: Disposition) async throws -> [MailingID:
        String]
    {
        var orders = OutboxOrders()
        orders.settle = try await outbox.start(rows).map {
            Settlement(
                $0.id, disposition,
                work: RelayWork(relay: "main", mailing: $0.mailing, busy: .milliseconds(5)))
        }
        return try await outbox.tick(orders).halted
    }

    @Test("each reader is due when their zone is, and those of no known zone when the mailing's is")
    func due() async throws {
        #expect(
            try await fixture.mailings.zones(on: "morning", in: nil)
                == ["Asia/Tokyo": 149, "Europe/Kyiv": 50, "Moon/Tycho": 50, "": 50])
        let mailing = try await publish(["Asia/Tokyo": 0, "Europe/Kyiv": 7, "": 8, "Asia/Seoul": 2])
        let start = fixture.database.now()
        #expect(
            try await fixture.mailings.waves(of: mailing) == [
                Wave(zone: "Asia/Tokyo", dueAt: start, readers: 149),
                Wave(zone: "Europe/Kyiv", dueAt: start + 7 * Self.hour, readers: 50),
                Wave(zone: "", dueAt: start + 8 * Self.hour, readers: 100),
            ])
        let published = try #require(try await fixture.mailings.mailing(mailing))
        #expect(published.audience == 299 && published.lastWaveAt == start + 8 * Self.hour)
        #expect(published.timing == .readersClocks(local: "2026-12-02T06:00", past: .now))
        #expect(try await outbox.outlook().untilDue == .zero)

        let first = try await outbox.lease()
        #expect(first.count == 149 && first.allSatisfy { $0.reader.waveAt == start })
        #expect(try await settle(first, .taken).isEmpty)
        #expect(try await outbox.lease().isEmpty, "nobody gets it before their hour")
        #expect(try await outbox.outlook().untilDue == .seconds(7 * 3600))
        #expect(try await fixture.mailings.waiting(in: mailing).values.reduce(0, +) == 150)

        // Who leaves between two waves gets nothing.
        try await fixture.leave("reader1@inbox.test")
        fixture.advance(by: .seconds(7 * 3600))
        let second = try await outbox.lease()
        #expect(second.count == 49 && second.allSatisfy { $0.age < .seconds(1) })
        #expect(try await settle(second, .taken).isEmpty)
        fixture.advance(by: .seconds(3600))
        #expect(try await settle(try await outbox.lease(), .taken).isEmpty)
        #expect(try await outbox.lease().isEmpty)
        #expect(try await fixture.mailings.counts(of: mailing) == [.accepted: 298, .suppressed: 1])
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sent)
        try await fixture.expectWhole()
    }

    @Test("readers of a zone without a time get none, and are counted")
    func skipped() async throws {
        let mailing = try await publish(["Asia/Tokyo": nil, "Europe/Kyiv": 1, "": 1])
        #expect(try await fixture.mailings.mailing(mailing)?.audience == 150)
        #expect(
            try await fixture.mailings.waves(of: mailing).last
                == Wave(zone: "Asia/Tokyo", dueAt: nil, readers: 149))
        try await fixture.expectWhole()
    }

    @Test("a wave's time of use begins with the wave")
    func expiry() async throws {
        let mailing = try await publish(["Asia/Tokyo": 0, "": 8], lifetime: .seconds(3600))
        let busy = Failure(
            phase: .recipient, cause: .other, persistence: .transient, scope: .recipient,
            reply: Reply(code: 450, lines: ["4.2.0 busy"]))
        _ = try await settle(try await outbox.lease(), .deferred(busy, after: .seconds(7200)))
        fixture.advance(by: .seconds(7200))
        #expect(try await outbox.lease().isEmpty, "two hours are more than one")
        #expect(try await fixture.mailings.counts(of: mailing) == [.failed: 149, .queued: 150])
        fixture.advance(by: .seconds(6 * 3600))
        #expect(try await outbox.lease().count == 150)
    }

    @Test("guard rails look at each wave for itself")
    func rails() async throws {
        var rails = GuardRails()
        (rails.bounces, rails.sample) = (0.1, 20)
        let mailing = try await publish(["Asia/Tokyo": 0, "Europe/Kyiv": 1, "": 2], rails: rails)
        #expect(try await settle(try await outbox.lease(), .taken).isEmpty)
        fixture.advance(by: .seconds(3600))
        let second = try await outbox.lease()
        // Seven of 156 are few, seven of the seven that this wave has settled are not: the limit is 10 % of 20.
        let halted = try await settle(Array(second.prefix(7)), .refused(.unknownUser))
        #expect(
            halted[mailing]?.hasPrefix("in its latest wave 7 of 7 readers have no mailbox") == true,
            "\(halted)")
        #expect(try await fixture.mailings.resume(mailing))
        #expect(try await settle(Array(try await outbox.lease().prefix(1)), .refused(.unknownUser)).isEmpty)
    }

    @Test("what comes of an earlier wave says nothing of a later, smaller one")
    func complaints() async throws {
        var rails = GuardRails()
        (rails.complaints, rails.sample) = (0.02, 20)
        let mailing = try await publish(["Asia/Tokyo": 0, "Europe/Kyiv": 1, "": 2], rails: rails)
        #expect(try await settle(try await outbox.lease(), .taken).isEmpty)
        fixture.advance(by: .seconds(3600))
        #expect(try await settle(Array(try await outbox.lease(5)), .taken).isEmpty)
        // Two of 154 are few; of the five that the second wave has they would be many.
        for address in ["reader2@inbox.test", "reader4@inbox.test"] {
            _ = try await fixture.subscribers.suppress(
                EmailAddress(address), because: SuppressionReason.complaint.rawValue,
                evidence: Evidence("test"))
        }
        #expect(try await fixture.mailings.results(of: mailing).complained == 2)
        #expect(try await fixture.mailings.mailing(mailing)?.state == .sending)
    }

    @Test("nobody has to be without a zone")
    func allKnown() async throws {
        try await fixture.create("noon")
        try await fixture.load("email,timezone\nann@inbox.test,Asia/Tokyo\n", to: "noon")
        let mailing = try await fixture.schedule(
            "noon", terms: MailingTerms(timing: .readersClocks(local: "2026-12-02T12:00", past: .now)))
        let now = fixture.database.now()
        let waves = ["Asia/Tokyo", ""].map { Wave(zone: $0, dueAt: now, readers: 0) }
        #expect(
            try await fixture.mailings.publish(mailing, try fixture.frozen(key: "noon"), waves: waves) == 1)
        #expect(
            try await fixture.mailings.waves(of: mailing) == [
                Wave(zone: "Asia/Tokyo", dueAt: now, readers: 1)
            ])
        #expect(try await fixture.mailings.waiting(in: mailing) == [now: 1])
        _ = try await outbox.lease()
        #expect(try await fixture.mailings.waiting(in: mailing) == [now: 1], "it is held, and not sent")
    }
}
