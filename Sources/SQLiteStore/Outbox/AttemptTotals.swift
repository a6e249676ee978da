// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender

/// What relays answered in one transaction, added up before it is written: a few rows for hundreds of messages.
struct AttemptTotals {
    private struct Key: Hashable {
        let relay: Int64
        let provider: String
        let outcome: AttemptOutcome
        let cause: String
    }

    private struct Sum {
        var count: Int64 = 0
        var busy: Duration = .zero

        mutating func add(_ time: Duration) {
            count += 1
            busy += time
        }
    }

    private var sums: [Key: Sum] = [:]

    /// Counts what a relay did about a message.
    /// - Parameter provider: as it is counted.
    mutating func count(_ settlement: Settlement, _ work: RelayWork, by relay: Int64, at provider: String) {
        let key = Key(
            relay: relay, provider: provider, outcome: AttemptOutcome(settlement.disposition),
            cause: work.cause?.rawValue ?? "")
        sums[key, default: Sum()].add(work.busy)
    }

    /// Adds all of it to what the ledger has.
    func write(_ db: Database) throws {
        for (key, sum) in sums {
            try HotStatement(db, OutboxStatements.addAttempts).run(
                .integer(key.relay), .text(key.provider), .text(key.outcome.rawValue), .text(key.cause),
                .integer(sum.count), .integer(sum.busy.microseconds))
        }
    }
}

extension AttemptOutcome {
    /// What becomes of a delivery that was tried.
    init(_ disposition: Disposition) {
        self =
            switch disposition {
            case .accepted: .accepted
            case .failed: .failed
            case .deferred: .deferred
            case .uncertain: .uncertain
            case .returned, .postponed: .returned
            }
    }
}
