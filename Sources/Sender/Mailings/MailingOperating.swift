// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// The port through which an operator stops, ends and repeats a mailing that goes out.
///
/// Every call is one durable transaction: when it returns, a crash loses nothing of it; when it throws, nothing of it happened.
/// What is on the wire is finished, whatever is said here: its result is settled. Senders learn of it with their next tick.
public protocol MailingOperating: Sendable {
    /// Stops a mailing until `resume`; false when it is not being sent.
    func pause(_ mailing: MailingID) async throws -> Bool

    /// Goes on with a paused or halted mailing; false when it is neither. What made it halt counts no more, and nobody waits
    /// for its canary. One that was halted before it was published waits for its time again.
    func resume(_ mailing: MailingID) async throws -> Bool

    /// Ends a mailing: what waits is never sent, and what is in doubt stays so; false when it is over.
    func cancel(_ mailing: MailingID) async throws -> Bool

    /// Makes deliveries of a mailing due again that failed or are in doubt; returns how many. Of a cancelled one there are none.
    /// One that had expired is of use again for as long as the retry policy goes on.
    /// - Parameters:
    ///   - failed: whether those that failed.
    ///   - uncertain: whether those in doubt, which may give a reader a second copy.
    ///   - causes: only what went wrong for one of these; empty for whatever it was.
    func retry(
        _ mailing: MailingID, failed: Bool, uncertain: Bool, causes: [Failure.Cause]
    ) async throws -> Int

    /// Lets nothing of a mailing be leased or started for a time. Senders wait for it, and go on by themselves should whoever
    /// asked for it be killed.
    func hold(_ mailing: MailingID, for duration: Duration) async throws

    /// Ends a hold before its time.
    func release(_ mailing: MailingID) async throws
}
