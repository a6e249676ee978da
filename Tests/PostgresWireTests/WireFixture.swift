// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import OutboxContract
import PostgresSupport
import Sender
import Synchronization

@testable import PostgresWire

/// A wire in a database of its own, with a newsroom of which nothing is known but what it has lent.
final class WireFixture: OutboxFixture {
    let address: String
    let directory: URL
    let wire: NewsroomWire
    /// Milliseconds since 1970, PostgreSQL's.
    private let clock: Mutex<Int64>
    private let lentAgain = Mutex<Set<Int64>>([])
    private let last = Mutex<(mailing: Int64, delivery: Int64)>((0, 0))

    private let batchSize: Int

    /// - Parameter batchSize: the most deliveries of a batch; those of one are as exact as rows.
    init(batchSize: Int) throws {
        self.batchSize = batchSize
        address = try PostgresCluster.shared.get().database()
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wire-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        wire = try NewsroomWire(address, for: nil)
        // The clock stands still but for `advance`.
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        clock = Mutex(now)
        try execute(
            """
            CREATE TABLE clock (ms bigint); INSERT INTO clock VALUES (\(now));
            CREATE OR REPLACE FUNCTION wire.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ms FROM clock';
            UPDATE wire.newsroom SET seen_at = \(now);
            """)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func execute(_ sql: String) throws { try PostgresCluster.execute(sql, in: address) }

    func outbox(retry: RetryPolicy) async throws -> any Outbox { try await worker(retry: retry).outbox }

    func worker(retry: RetryPolicy) async throws -> (outbox: any Outbox, journal: any TransmissionJournal) {
        let outbox = try await PostgresOutbox(address, directory: directory.path, host: "here", retry: retry)
        return (outbox, outbox.journal)
    }

    var operating: any MailingOperating { Operator(fixture: self) }

    func publish(to count: Int, terms: MailingTerms) async throws -> MailingID {
        let (mailing, first) = last.withLock { last in
            last.mailing += 1
            last.delivery += Int64(count)
            return (last.mailing, last.delivery - Int64(count))
        }
        let now = clock.withLock(\.self)
        let size = terms.canary.map { Int(($0.share * Double(count)).rounded(.up)) }
        let canary = terms.canary.map { (end: now + $0.wait.milliseconds, size: size ?? 0) }
        let lent = LentMailing(
            id: MailingID(rawValue: mailing), published: now, lifetime: terms.lifetime, canary: canary,
            guardRails: terms.guardRails, message: "")
        try await lend(
            lent,
            (1...count).map { number in
                let isWaiting = size.map { number > $0 } == true
                return (
                    Self.delivery(first + Int64(number), to: Int64(number)), .queued,
                    isWaiting ? canary?.end ?? now : now
                )
            })
        return lent.id
    }

    private func lend(
        _ mailing: LentMailing, _ deliveries: [(delivery: LentDelivery, state: DeliveryState, due: Int64)]
    ) async throws {
        let left = Mutex(deliveries[...])
        try wire.use { try $0.lend(mailing, batchSize: batchSize) { left.withLock { $0.popFirst() } } }
    }

    static func delivery(_ id: Int64, to subscriber: Int64, at domain: String = "inbox.test") -> LentDelivery
    {
        LentDelivery(
            id: id,
            reader: Reader(
                id: SubscriberID(rawValue: subscriber),
                address: EmailAddress(trustedLocalPart: "reader\(subscriber)", domain: domain)),
            generation: 1, version: 1)
    }

    func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) async throws {
        try wire.use { try $0.tell([ReaderStop(mailing: mailing, subscriber: subscriber, delivery: nil)]) }
    }

    func move(_ subscriber: SubscriberID) async throws {
        let moved = Self.delivery(0, to: subscriber.rawValue, at: "elsewhere.test")
        let mailing = MailingID(rawValue: last.withLock(\.mailing))
        try wire.use { try $0.tell([ReaderStop(mailing: mailing, subscriber: subscriber, delivery: moved)]) }
    }

    func counts(of mailing: MailingID) async throws -> [DeliveryState: Int] {
        try wire.use { try $0.counts(of: mailing) }
    }

    func standing(of mailing: MailingID) async throws -> MailingState? {
        try wire.use { try $0.standing(of: mailing)?.state }
    }

    func recipes(of mailing: MailingID) async throws -> [RecipeID: CopyRecipe] {
        try wire.use { try $0.recipes(of: mailing) }
    }

    func failLeases(_ fail: Bool) async throws {
        let trigger = "TRIGGER broken \(fail ? "BEFORE UPDATE " : "")ON wire.batch"
        if fail {
            try execute(
                """
                CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN IF NEW.worker IS NOT NULL AND OLD.worker IS NULL THEN RAISE 'no'; END IF; RETURN NEW; END $$;
                CREATE \(trigger) FOR EACH ROW EXECUTE FUNCTION broken();
                """)
        } else {
            try execute("DROP \(trigger)")
        }
    }

    func advance(by duration: Duration) {
        let ms = duration.milliseconds
        clock.withLock { $0 += ms }
        // The contract's clock cannot fail; a test that it was not turned for fails by what comes after.
        try? execute("UPDATE clock SET ms = ms + \(ms); UPDATE wire.newsroom SET seen_at = seen_at + \(ms)")
    }
}

/// An operator of a newsroom that keeps no ledger of its own: what it knows of deliveries has come home.
private struct Operator: MailingOperating {
    let fixture: WireFixture

    func pause(_ mailing: MailingID) async throws -> Bool { try fixture.wire.use { try $0.pause(mailing) } }
    func resume(_ mailing: MailingID) async throws -> Bool { try fixture.wire.use { try $0.resume(mailing) } }
    func cancel(_ mailing: MailingID) async throws -> Bool { try fixture.wire.use { try $0.cancel(mailing) } }
    func release(_ mailing: MailingID) async throws { try fixture.wire.use { try $0.release(mailing) } }

    func hold(_ mailing: MailingID, for duration: Duration) async throws {
        try fixture.wire.use { try $0.hold(mailing, for: duration) }
    }

    /// Lends once more what came home as failed or in doubt.
    func retry(
        _ mailing: MailingID, failed: Bool, uncertain: Bool, causes: [Failure.Cause]
    ) async throws -> Int {
        guard try fixture.wire.use({ try $0.standing(of: mailing)?.state }) != .cancelled else { return 0 }
        let chosen = try await fixture.outcomes(of: mailing).filter { delivery in
            switch delivery.value {
            case .attempt(.failed(let failure), _):
                failed && (causes.isEmpty || causes.contains(failure.cause))
            case .expired: failed && (causes.isEmpty || causes.contains(.expired))
            case .attempt(.uncertain(_, nil), _): uncertain
            default: false
            }
        }
        try await fixture.lendAgain(chosen.map(\.key).sorted(), of: mailing)
        return chosen.count
    }
}

extension WireFixture {
    /// What came of each delivery, but those that were lent once more.
    func outcomes(of mailing: MailingID) async throws -> [Int64: LentResult.Outcome] {
        var outcomes: [Int64: LentResult.Outcome] = [:]
        let portions = try wire.use { try $0.results(of: mailing, after: [:], limit: 10_000) }
        for portion in portions.sorted(by: { $0.at < $1.at }) {
            for result in portion.results {
                // What is in doubt stays so when it is given up.
                if case .attempt(.uncertain, _) = outcomes[result.delivery.rawValue],
                    result.outcome == .expired
                {
                    outcomes[result.delivery.rawValue] = .attempt(.uncertain("", resendAfter: nil), nil)
                } else {
                    outcomes[result.delivery.rawValue] = result.outcome
                }
            }
        }
        let again = lentAgain.withLock(\.self)
        return outcomes.filter { !again.contains($0.key) }
    }

    func lendAgain(_ deliveries: [Int64], of mailing: MailingID) async throws {
        let now = clock.withLock(\.self)
        lentAgain.withLock { $0.formUnion(deliveries) }
        let again = LentMailing(
            id: mailing, published: now, lifetime: nil, canary: nil, guardRails: nil, message: "")
        try await lend(
            again,
            deliveries.map { id in
                var delivery = Self.delivery(id, to: id)
                delivery.attempts = 1
                return (delivery, .deferred, now)
            })
    }
}
