public import MailFormat
public import Sender

/// A ledger under test: what the contract needs besides the port itself.
public protocol OutboxFixture: Sendable {
    /// A new worker's outbox.
    func outbox(retry: RetryPolicy) async throws -> any Outbox
    /// The same with the journal of the machine that the worker is on.
    func worker(retry: RetryPolicy) async throws -> (outbox: any Outbox, journal: any TransmissionJournal)
    /// A published mailing to `count` readers, all due now.
    func publish(to count: Int) async throws -> MailingID
    /// Takes a reader's consent back.
    func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) async throws
    /// Gives a reader another address.
    func move(_ subscriber: SubscriberID) async throws
    /// Holds a mailing up for a time, as a command does that works on it.
    func hold(_ mailing: MailingID, for duration: Duration) async throws
    /// How many deliveries are in each state.
    func counts(of mailing: MailingID) async throws -> [DeliveryState: Int]
    /// Moves the ledger's clock.
    func advance(by duration: Duration)
}

/// A clause of the contract was broken.
public struct ContractViolation: Error, CustomStringConvertible {
    /// What was expected.
    public let description: String
}

func require(_ condition: Bool, _ expectation: @autoclosure () -> String) throws {
    if !condition { throw ContractViolation(description: expectation()) }
}

extension Outbox {
    func lease(_ count: Int) async throws -> [LeasedDelivery] {
        var orders = OutboxOrders()
        orders.lease = count
        return try await tick(orders).leased
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
