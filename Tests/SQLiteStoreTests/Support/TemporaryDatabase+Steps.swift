// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers
import Synchronization
import Testing

@testable import SQLiteStore

/// What tests do to a newsroom, in few words.
extension TemporaryDatabase {
    /// No waiting for the disk, in tests of many steps.
    func hurry() async throws {
        try await database.writeAlone { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    }

    func create(_ list: String = "morning", isDouble: Bool = false) async throws {
        try await subscribers.create(MailingList(name: list, title: "The \(list)", isDouble: isDouble))
    }

    @discardableResult
    func ask(
        _ address: String, for list: String = "morning", named firstName: String = "",
        by asker: Asker = .operator, policy: ConfirmationPolicy = ConfirmationPolicy(),
        letter: SubscriberStore.Letter? = nil
    ) async throws -> Addition {
        var row = try person(address)
        row.firstName = firstName
        return try await subscribers.add(
            row, to: list, because: Evidence("form"), by: asker, policy: policy,
            letter: letter ?? { _ in try self.frozen(key: "\(UInt64.random(in: .min ... .max))") })
    }

    @discardableResult
    func load(_ text: String, to list: String = "morning", mode: ImportMode = .update) async throws -> Loaded
    {
        let rows = try importRows(text, known: try await subscribers.attributes())
        var order = ImportOrder(list: list, source: "file readers.csv")
        order.mode = mode
        order.attributes = rows.attributes
        let queue = Queue(rows.candidates)
        let rejected = Mutex<[ImportReport.Remark]>([])
        let report = try await subscribers.importRows(order, next: { queue.pop() }) { note in
            if case .rejected(let remark) = note { rejected.withLock { $0.append(remark) } }
        }
        return Loaded(report: report, rejected: rejected.withLock { $0 })
    }

    struct Loaded {
        let report: ImportReport
        let rejected: [ImportReport.Remark]
    }

    func id(_ address: String) async throws -> SubscriberID {
        try #require(try await subscribers.subscriber(EmailAddress(address))).id
    }

    func leave(_ address: String, _ list: String = "morning") async throws {
        #expect(try await subscribers.unsubscribe(id(address), from: list, because: Evidence("link")))
    }

    @discardableResult
    func change(_ address: String, to other: String) async throws -> SubscriberID {
        let id = try await id(address)
        try await subscribers.change(id, to: EmailAddress(other), because: Evidence("page"))
        return id
    }

    func status(_ address: String, on list: String = "morning") async throws -> SubscriptionStatus? {
        guard let found = try await subscribers.subscriber(EmailAddress(address)) else { return nil }
        return try await subscribers.subscriptions(of: found.id).first { $0.list == list }?.status
    }

    /// A mailing of a new edition, not published.
    func schedule(
        _ list: String = "morning", segment: String? = nil, at time: Int64? = nil,
        terms: MailingTerms = MailingTerms()
    ) async throws -> MailingID {
        let edition = try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO edition (publication, number, date, content, created_at)
                    VALUES ('test', (SELECT count(*) + 1 FROM edition), '2026-11-24', '{}', 0)
                    """)
            return EditionID(rawValue: db.lastInsertedRowID)
        }
        return try await mailings.schedule(
            edition: edition, list: list, publishAt: time, zone: "UTC",
            segment: segment, terms: terms)
    }

    @discardableResult
    func publish(
        _ list: String, segment: String? = nil, terms: MailingTerms = MailingTerms()
    ) async throws -> MailingID {
        let mailing = try await schedule(list, segment: segment, terms: terms)
        _ = try await mailings.publish(mailing, try frozen(key: "key\(mailing)"))
        return mailing
    }

    /// Whom a new mailing to a list would reach, by address.
    func reached(_ list: String = "morning", segment: String? = nil) async throws -> Set<String> {
        let mailing = try await schedule(list, segment: segment)
        do {
            _ = try await mailings.publish(mailing, try frozen(key: "key\(mailing)"))
        } catch StoreError.nobody {
            try await mailings.discard(mailing)
            return []
        }
        return try await database.read { db in
            try Set(
                String.fetchAll(
                    db,
                    sql: """
                        SELECT s.address_key FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
                        WHERE d.mailing_id = ?
                        """, arguments: [mailing.rawValue]))
        }
    }

    func run(_ sql: String, _ arguments: StatementArguments = []) async throws {
        try await database.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    func number(_ sql: String, _ arguments: StatementArguments = []) async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: sql, arguments: arguments) ?? 0 }
    }

    func texts(_ sql: String, _ arguments: StatementArguments = []) async throws -> [String] {
        try await database.read { try String.fetchAll($0, sql: sql, arguments: arguments) }
    }

    /// Nothing is wrong with the database.
    func expectWhole(_ comment: Comment? = nil, _ place: SourceLocation = #_sourceLocation) async throws {
        #expect(try await database.check() == [], comment, sourceLocation: place)
    }
}

/// Gives one after another, wherever it is asked from.
final class Queue<Element: Sendable>: Sendable {
    private let rest: Mutex<ArraySlice<Element>>

    init(_ elements: [Element]) { rest = Mutex(elements[...]) }

    func pop() -> Element? { rest.withLock { $0.popFirst() } }
}

extension SQLiteOutbox {
    init(_ fixture: TemporaryDatabase) async throws {
        try await self.init(fixture.database, retry: RetryPolicy())
    }

    func lease(_ count: Int = 1000) async throws -> [LeasedDelivery] {
        var orders = OutboxOrders()
        orders.lease = count
        return try await tick(orders).leased
    }

    /// Those that go on the wire.
    @discardableResult
    func start(_ rows: [LeasedDelivery]) async throws -> [LeasedDelivery] {
        let started = Set(try await tick(OutboxOrders(starting: rows[...])).started)
        return rows.filter { started.contains($0.id) }
    }

    /// Starts rows and settles those that go on the wire.
    func settle(_ rows: [LeasedDelivery], _ disposition: Disposition) async throws {
        try await settleStarted(try await start(rows), disposition)
    }

    func settleStarted(_ rows: [LeasedDelivery], _ disposition: Disposition) async throws {
        var orders = OutboxOrders()
        orders.settle = rows.map { Settlement($0.id, disposition) }
        #expect(try await tick(orders).lost.isEmpty)
    }
}

extension Disposition {
    static let taken = Disposition.accepted(Reply(code: 250, lines: ["2.0.0 Ok"]))

    /// A final refusal.
    static func refused(
        _ cause: Failure.Cause, _ persistence: Failure.Persistence = .permanent,
        scope: Failure.Scope = .recipient
    ) -> Disposition {
        .failed(
            Failure(
                phase: .recipient, cause: cause, persistence: persistence, scope: scope,
                reply: Reply(code: persistence == .permanent ? 550 : 450, lines: ["no"])))
    }
}
