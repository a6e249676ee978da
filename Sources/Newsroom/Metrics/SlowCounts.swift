// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore

/// Counts that take a walk over a mailing or a list, and so are made beside the answers and not for each. Times are milliseconds since
/// 1970.
struct SlowCounts: Sendable {
    private(set) var waiting: [MailingID: LedgerFigures.Waiting] = [:]
    private(set) var members: [LedgerFigures.Members] = []
    private(set) var waitingAt: Int64 = .min / 2
    private(set) var membersAt: Int64 = .min / 2
    /// The act up to which members are counted.
    private var lastAct: Int64 = -1

    /// How long counts of what waits are good. A million takes some ten milliseconds.
    private static let waitingLife: Int64 = 10_000
    /// How long counts of members are good, while somebody acts on their consent.
    private static let membersLife: Int64 = 300_000

    /// Whether it is time to count something again.
    func isOld(at now: Int64) -> Bool {
        now - waitingAt >= Self.waitingLife || now - membersAt >= Self.membersLife
    }

    /// Counts again what is old. Members are counted only when somebody has acted: an import is one act, and so is a reader's wish.
    mutating func renew(from store: MetricStore, at now: Int64) async throws {
        if now - waitingAt >= Self.waitingLife {
            waiting = try await store.waiting()
            waitingAt = now
        }
        guard now - membersAt >= Self.membersLife else { return }
        let act = try await store.lastAct()
        if act != lastAct { members = try await store.members() }
        (lastAct, membersAt) = (act, now)
    }
}
