// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers

/// What there is to send, and who else sends.
extension OutboxLedger {
    struct OpenMailing {
        let id: Int64
        let list: ListID
        let published: Int64
        /// Where its readers stand with the list.
        let status: SubscriptionStatus
        /// How long it is of use to a reader from its publication, or from their wave.
        let lifetime: Duration?
        /// When those after the canary are due, and how many the canary has; nil when nobody waits for it.
        let canary: (end: Int64, size: Int)?
        /// Whether a command works on it, so that nothing of it may be leased.
        let isHeld: Bool
        /// Whether what comes back to the queue may have a text that was amended.
        let isAmended: Bool
        /// Whether its readers' clocks say when they get it.
        let hasWaves: Bool
        /// Whether it carries an edition; else it asks for confirmation.
        let hasEdition: Bool
    }

    func openMailings(_ scope: MailingID?) throws -> [OpenMailing] {
        try Row.fetchAll(db.cachedStatement(sql: OutboxStatements.openMailings), arguments: [now])
            .map {
                OpenMailing(
                    id: $0[0], list: $0[1], published: $0[2],
                    status: MailingPurpose(rawValue: $0[3])?.readers ?? .active,
                    lifetime: ($0[4] as Int64?).map { .milliseconds($0) },
                    canary: $0[5] as Int64? == nil ? nil : ($0[2] + ($0[5] as Int64), $0[6] ?? 0),
                    isHeld: $0[7], isAmended: $0[8], hasWaves: $0[9], hasEdition: $0[10])
            }
            .filter { (scope == nil || scope?.rawValue == $0.id) && !($0.hasEdition && leavesEditions) }
    }

    /// Whether another worker is known, dead or alive.
    func hasOtherWorkers() throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM worker WHERE id <> ?)"),
            arguments: [worker]) ?? false
    }
}
