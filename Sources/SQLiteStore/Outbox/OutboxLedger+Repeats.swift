// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Subscribers

extension OutboxLedger {
    /// A due row, and the generation of the reader's values that its copy will be filled with.
    struct DueRow {
        var delivery: LeasedDelivery
        var generation: Int64
        var isMailable: Bool
    }

    /// A row that was in doubt, as it was when the copy went out that may have arrived: a repeat has the same bytes and goes to
    /// the same address. What was not kept then is as it is now. It does not go to an address that the reader left, and that
    /// is somebody else's since or must not be mailed.
    func asInDoubt(_ due: DueRow) throws -> DueRow {
        let arguments: StatementArguments = [due.delivery.id.rawValue]
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: OutboxStatements.former), arguments: arguments),
            let kept = row[0] as Int64?
        else { return due }
        var due = due
        let recipe = (row[7] as Int64?).map { RecipeID(worker: $0, number: row[8]) }
        if row[1] as Int64? != nil {
            let reader = Reader(
                id: due.delivery.subscriber, address: EmailAddress(stored: row[2]), firstName: row[3],
                lastName: row[4], language: row[5], attributes: row[6], waveAt: due.delivery.reader.waveAt)
            if due.isMailable, reader.address != due.delivery.recipient {
                due.isMailable = try !isLost(reader.address, of: reader.id)
            }
            due.delivery = due.delivery.repeating(for: reader, madeWith: recipe)
            due.generation = kept
        } else {
            due.delivery = due.delivery.repeating(for: due.delivery.reader, madeWith: recipe)
        }
        return due
    }

    private func isLost(_ address: EmailAddress, of subscriber: SubscriberID) throws -> Bool {
        try Bool.fetchOne(
            db, sql: OutboxStatements.isLost,
            arguments: [
                address.key, subscriber.rawValue, Data(AddressHash(address).bytes), address.domain,
            ]) ?? false
    }
}
