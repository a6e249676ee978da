// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import PostgresWire
import SQLiteStore
import Sender

extension MailingDesk {
    /// Makes deliveries of a mailing due again that failed or are in doubt; returns how many.
    /// - Parameters:
    ///   - uncertain: whether those in doubt, which may give a reader a second copy.
    ///   - causes: only those with one of these; empty for all.
    public func retry(
        _ id: MailingID, failed: Bool, uncertain: Bool, causes: [Failure.Cause]
    ) async throws -> Int {
        guard try await mailing(id).state != .cancelled else {
            throw MailingFault.cancelled(id)
        }
        guard try await !mailings.isLent(id) else { throw MailingFault.lent(id) }
        return try await mailings.retry(id, failed: failed, uncertain: uncertain, causes: causes)
    }

    /// Stops sending a mailing until it is resumed.
    /// - Returns: false when it is not being sent.
    public func pause(_ id: MailingID) async throws -> Bool {
        let isPaused = try await mailings.pause(id)
        try await tellFleet(of: id) { _ = try $0.pause(id) }
        return isPaused
    }

    /// Ends a mailing: what is not on the wire is never sent.
    /// - Returns: false when it is over.
    public func cancel(_ id: MailingID) async throws -> Bool {
        let isCancelled = try await mailings.cancel(id)
        try await tellFleet(of: id) { _ = try $0.cancel(id) }
        return isCancelled
    }
}
