// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port through which one worker leases and settles deliveries. An instance belongs to one worker.
///
/// Every call is one durable transaction: when it returns, a crash loses nothing of it; when it throws,
/// nothing of it happened. Consent and suppression are looked at when a row is leased and again when it starts: who may not be
/// mailed any more becomes `suppressed` and is not returned. A worker keeps what it holds while it ticks, however long that
/// takes.
public protocol Outbox: Sendable {
    /// Settles, then starts, then leases, then grants, in one transaction.
    func tick(_ orders: OutboxOrders) async throws -> OutboxReport

    /// Keeps what this worker makes a mailing's copies with from now on, so that a repeat can be made the same: asked for before
    /// the first of them is started.
    func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws

    /// What waits and is held by no worker.
    func outlook() async throws -> OutboxOutlook

    /// Stops a mailing whose content relays refuse; its rows stay queued until an operator resumes it.
    /// - Parameter reason: a clause. The ledger keeps it as text: a row is read for years, also by a version that knows other
    ///   reasons.
    func halt(_ mailing: MailingID, because reason: String) async throws

    /// Says that the run is over and nothing more will be asked: what shows others that this worker lives is let go of,
    /// whoever still holds the outbox.
    func leave()
}

extension Outbox {
    /// Does nothing: where nothing shows others that a worker lives, there is nothing to let go of.
    public func leave() {}
}
