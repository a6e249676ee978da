// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port that says how a mailing goes. It changes nothing that anybody can see.
public protocol MailingReporting: Sendable {
    /// How many deliveries are in each state, those of erased people and pruned ledgers included: they sum to the audience.
    func counts(of mailing: MailingID) async throws -> [DeliveryState: Int]

    /// What a mailing has come to; what went wrong counts since it was last resumed after a halt.
    func results(of mailing: MailingID) async throws -> MailingResults

    /// When the last of the waiting deliveries is due, milliseconds since 1970; nil when none waits.
    func lastDue(in mailing: MailingID) async throws -> Int64?

    /// How many deliveries are due, wait for their time or are held by a worker.
    func remaining(in mailing: MailingID) async throws -> Int

    /// The processes that hold deliveries, and how many each; 0 stands for one that is not known.
    func holders(of mailing: MailingID) async throws -> [(process: Int, deliveries: Int)]

    /// Calls `body` with each delivery in the order of subscribers, without holding them in memory, nor a view of the ledger:
    /// whoever reads slowly, as a pager does, holds up nobody.
    func deliveries(of mailing: MailingID, _ body: (DeliveryRecord) throws -> Void) async throws

    /// One delivery; nil when the subscriber is none of the audience.
    func delivery(of mailing: MailingID, for subscriber: SubscriberID) async throws -> DeliveryRecord?

    /// Every attempt at one delivery that did not end with an acceptance, oldest first.
    func attempts(of mailing: MailingID, for subscriber: SubscriberID) async throws -> [DeliveryAttempt]

    /// What happened to a mailing, and to one delivery of it, beside the attempts, oldest first.
    func events(of mailing: MailingID, for subscriber: SubscriberID) async throws -> [LedgerEvent]

    /// Reads a mailing's ledger once from end to end, and sums it up: seconds for a million readers, without holding them.
    /// - Parameter published: when it was published, milliseconds since 1970.
    func statistics(of mailing: MailingID, from published: Int64) async throws -> MailingStatistics
}
