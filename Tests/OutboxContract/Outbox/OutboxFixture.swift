// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// A ledger under test: what the contract needs besides the port itself.
public protocol OutboxFixture: Sendable {
    /// A new worker's outbox.
    func outbox(retry: RetryPolicy) async throws -> any Outbox
    /// The same with the journal of the machine that the worker is on.
    func worker(retry: RetryPolicy) async throws -> (outbox: any Outbox, journal: any TransmissionJournal)
    /// The same ledger as an operator uses it.
    var operating: any MailingOperating { get }
    /// A published mailing to `count` readers, due now as far as its terms allow.
    func publish(to count: Int, terms: MailingTerms) async throws -> MailingID
    /// Takes a reader's consent back.
    func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) async throws
    /// Gives a reader another address.
    func move(_ subscriber: SubscriberID) async throws
    /// How many deliveries are in each state.
    func counts(of mailing: MailingID) async throws -> [DeliveryState: Int]
    /// Where a mailing stands.
    func standing(of mailing: MailingID) async throws -> MailingState?
    /// Everything that workers noted of a mailing's copies.
    func recipes(of mailing: MailingID) async throws -> [RecipeID: CopyRecipe]
    /// From now on a tick that leases fails in its midst, or does no more.
    func failLeases(_ fail: Bool) async throws
    /// Moves the ledger's clock.
    func advance(by duration: Duration)
}

extension OutboxFixture {
    /// A mailing on the usual terms.
    func publish(to count: Int) async throws -> MailingID {
        try await publish(to: count, terms: MailingTerms())
    }

    /// A new worker's outbox, on the usual policy.
    func outbox() async throws -> any Outbox { try await outbox(retry: RetryPolicy()) }
}

/// A clause of the contract was broken.
public struct ContractViolation: Error, CustomStringConvertible {
    /// What was expected.
    public let description: String
}

func require(_ condition: Bool, _ expectation: @autoclosure () -> String) throws {
    if !condition { throw ContractViolation(description: expectation()) }
}

/// What must be there.
func unwrap<Value>(_ value: Value?, _ expectation: @autoclosure () -> String) throws -> Value {
    guard let value else { throw ContractViolation(description: expectation()) }
    return value
}

extension Outbox {
    func lease(_ count: Int) async throws -> [LeasedDelivery] {
        var orders = OutboxOrders()
        orders.lease = count
        return try await tick(orders).leased
    }

    /// Leases all that is due, and puts it in flight.
    func send(_ count: Int) async throws -> [LeasedDelivery] {
        let rows = try await lease(count)
        try require(try await start(rows) == rows.map(\.id), "all start")
        return rows
    }

    /// Settles what a relay did.
    /// - Returns: the mailings that are halted because of it.
    func settleWork(
        _ deliveries: [LeasedDelivery], _ disposition: Disposition
    ) async throws -> [MailingID: String] {
        var orders = OutboxOrders()
        orders.settle = deliveries.map {
            Settlement(
                $0.id, disposition,
                work: RelayWork(relay: "main", mailing: $0.mailing, busy: .milliseconds(5)))
        }
        let report = try await tick(orders)
        try require(report.lost.isEmpty, "all are settled")
        return report.halted
    }

    func untilNextDue() async throws -> Duration? { try await outlook().untilDue }

    /// What is granted to the relay `main`.
    func claim(_ messages: Int, within quotas: RelayQuota...) async throws -> QuotaGrant? {
        var orders = OutboxOrders()
        orders.claims = [QuotaClaim(relay: "main", messages: messages, quotas: quotas)]
        return try await tick(orders).grants["main"]
    }

    func start(_ deliveries: [LeasedDelivery]) async throws -> [DeliveryID] {
        var orders = OutboxOrders()
        orders.start = deliveries.map(\.id)
        return try await tick(orders).started
    }

    /// Settles and returns the rows that were not this worker's any more.
    func settle(_ deliveries: [LeasedDelivery], _ disposition: Disposition) async throws -> [DeliveryID] {
        var orders = OutboxOrders()
        orders.settle = deliveries.map { Settlement($0.id, disposition) }
        return try await tick(orders).lost
    }
}
