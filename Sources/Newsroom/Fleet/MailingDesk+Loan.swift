// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import PostgresWire
import SQLiteStore
import Sender

/// A mailing that a fleet is sending, as a command works on it.
struct Loan {
    let mailing: MailingID
    let wire: NewsroomWire

    /// Lets nothing of it be leased or started for a time.
    func hold(for duration: Duration) throws { try wire.use { try $0.hold(mailing, for: duration) } }

    /// Whether all that workers have of it is in flight.
    func isAtRest() throws -> Bool { try wire.use { try $0.isAtRest(mailing) } }
}

extension MailingDesk {
    /// A mailing at its fleet; nil for one that is not lent.
    func loan(of id: MailingID) async throws -> Loan? {
        guard let queue = configuration.queue, try await mailings.isLent(id) else { return nil }
        return Loan(
            mailing: id, wire: try NewsroomWire(queue, for: try await LendingStore(database).newsroomKey()))
    }

    /// Tells a fleet at once what was done to a mailing, whether or not “serve” runs.
    func tellFleet(of id: MailingID, _ change: (WireSession) throws -> Void) async throws {
        do {
            try await loan(of: id)?.wire.use { try change($0) }
        } catch {
            throw FleetFault.notTold(id, because: Explanation.sentence(of: error))
        }
    }

    /// Tells a fleet of the text that a mailing has now, and lets it go on.
    func tell(_ loan: Loan?) async throws {
        guard let loan, let frozen = try await mailings.message(of: loan.mailing) else { return }
        let message = try await lentMessage(frozen, of: loan.mailing)
        let successors = try await mailings.successors(in: loan.mailing)
        try loan.wire.use { session in
            try session.amend(loan.mailing, message: message, successors: successors)
            try session.release(loan.mailing)
        }
    }

    /// What sending machines make copies of a mailing from.
    func lentMessage(_ frozen: FrozenMessage, of id: MailingID) async throws -> String {
        let (_, recipe) = try await copies(of: id)
        let message = LentMessage(frozen, returnPath: configuration.returnPath, recipe: recipe)
        return String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
    }
}
