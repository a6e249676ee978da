// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What is of no more use.
extension OutboxLedger {
    /// Whether a mailing is of no more use to those to whom it went out at an instant.
    func isOver(_ mailing: OpenMailing, begun: Int64) -> Bool {
        mailing.lifetime.map { now > begun + $0.milliseconds } ?? false
    }

    func expire(_ mailing: OpenMailing) throws {
        try HotStatement(db, OutboxStatements.expire)
            .run(.integer(now), .integer(mailing.id), .integer(Self.expiredAtOnce))
    }

    /// Rows that expire in one transaction.
    private static let expiredAtOnce = 5_000

    /// Ends those of some due rows whose wave is of no more use, and notes which wave has begun.
    func followWaves(of mailing: OpenMailing, _ found: inout [DueRow]) throws {
        let expire = try HotStatement(db, OutboxStatements.expireRow)
        var untried = 0
        try found.removeAll { row in
            guard isOver(mailing, begun: row.delivery.reader.waveAt ?? mailing.published) else {
                return false
            }
            try expire.run(.integer(now), .integer(row.delivery.id.rawValue))
            if row.delivery.attempts == 0 { untried += 1 }
            return true
        }
        if untried > 0 { try noteUntried(untried, of: mailing.id) }
        guard let latest = found.compactMap(\.delivery.reader.waveAt).max() else { return }
        try MailingGuard(db: db, now: now).begin(wave: latest, of: mailing.id)
    }
}
