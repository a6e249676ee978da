// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
import Sender
import Subscribers

/// The ledger inside one transaction of one worker.
struct OutboxLedger {
    let db: Database
    let worker: Int64
    /// Milliseconds since 1970.
    let now: Int64
    /// Whether editions are sent by others.
    var leavesEditions = false
    /// What a provider is counted as.
    var name: (String) -> String = { $0 }

    func renewLease(until end: Int64) throws {
        let renewed = try HotStatement(db, OutboxStatements.renew).run(.integer(end), .integer(worker))
        guard renewed == 1 else { throw SQLiteOutbox.Evicted() }
    }

    /// Up to `limit` due rows, now held by this worker.
    func lease(_ limit: Int, scope: MailingID?) throws -> [LeasedDelivery] {
        var leased: [LeasedDelivery] = []
        for mailing in try openMailings(scope) where leased.count < limit && !mailing.isHeld {
            if !mailing.hasWaves, isOver(mailing, begun: mailing.published) {
                try expire(mailing)
                continue
            }
            // Rows that may not be mailed any more leave room for others, so more are read.
            while leased.count < limit {
                let wanted = limit - leased.count
                let (found, rows) = try leaseDue(of: mailing, limit: wanted)
                leased += rows
                if found < wanted { break }
            }
        }
        return leased
    }

    /// Providers of mailboxes to which nothing goes, and for how long yet. It reads the whole table, which is empty as a rule.
    func heldProviders() throws -> [String: Duration] {
        var held: [String: Duration] = [:]
        try HotStatement(db, "SELECT provider, until FROM provider_hold WHERE until > ?").each(.integer(now))
        {
            held[$0.text(0)] = .milliseconds($0.integer(1) - now)
        }
        return held
    }

    /// The latest time of rows that may be leased: of a mailing whose canary is not back only those of the canary.
    func horizon(of mailing: OpenMailing) throws -> Int64 {
        guard let canary = mailing.canary else { return now }
        let tried = try MailingGuard.results(of: mailing.id, db)?.tried ?? 0
        // Half of the canary is enough, because some of it may be greylisted or wait for a slow server.
        return tried * 2 >= canary.size ? now : min(now, canary.end - 1)
    }

    /// Ends the mailings of which nothing waits and nothing is held.
    func finish(scope: MailingID?) throws {
        for mailing in try openMailings(scope) where !mailing.isHeld {
            try HotStatement(db, OutboxStatements.finish).run(.integer(now), .integer(mailing.id))
        }
    }

    private func leaseDue(of mailing: OpenMailing, limit: Int) throws -> (found: Int, [LeasedDelivery]) {
        var found: [DueRow] = []
        let successors = mailing.isAmended ? try MailingStore.successors(in: mailing.id, db) : [:]
        try HotStatement(db, OutboxStatements.due).each(
            .integer(mailing.list.rawValue), .integer(mailing.id), .integer(mailing.status.rawValue),
            .integer(try horizon(of: mailing)), .integer(limit)
        ) { row in
            let (doubts, version) = (Int(row.integer(3)), Int(row.integer(9)))
            let wave = row.optionalInteger(12)
            let delivery = LeasedDelivery(
                id: DeliveryID(rawValue: row.integer(0)), mailing: MailingID(rawValue: mailing.id),
                reader: Reader(
                    id: SubscriberID(rawValue: row.integer(1)), address: EmailAddress(stored: row.text(4)),
                    firstName: row.text(5), lastName: row.text(6), language: row.text(10),
                    attributes: row.text(7), waveAt: wave),
                attempts: Int(row.integer(2)), doubts: doubts,
                age: .milliseconds(now - (wave ?? mailing.published)), lifetime: mailing.lifetime,
                version: doubts > 0 ? version : successors[version] ?? version)
            found.append(
                DueRow(delivery: delivery, generation: row.integer(11), isMailable: row.integer(8) == 1))
        }
        for index in found.indices where found[index].delivery.doubts > 0 {
            found[index] = try asInDoubt(found[index])
        }
        let count = found.count
        if mailing.hasWaves { try followWaves(of: mailing, &found) }
        return (count, try hold(found, of: mailing))
    }

    /// Leases those of some due rows that may be mailed, and suppresses the others.
    private func hold(_ found: [DueRow], of mailing: OpenMailing) throws -> [LeasedDelivery] {
        let (lease, suppress) = (
            try HotStatement(db, OutboxStatements.lease), try HotStatement(db, OutboxStatements.suppress)
        )
        for row in found {
            if row.isMailable {
                try lease.run(
                    .integer(worker), .integer(row.delivery.version), .integer(row.generation),
                    .integer(row.delivery.id.rawValue))
            } else {
                try suppress.run(.integer(now), .integer(row.delivery.id.rawValue))
            }
        }
        let mailable = found.filter(\.isMailable).map(\.delivery)
        if mailable.count < found.count { try noteUntried(found.count - mailable.count, of: mailing.id) }
        return mailable
    }

    /// Puts those of some leased rows in flight that may go on the wire.
    /// - Returns: these, and those that are held no longer, because their readers may not be mailed any more or have changed.
    func start(_ deliveries: [DeliveryID]) throws -> (started: [DeliveryID], withdrawn: [DeliveryID]) {
        if deliveries.isEmpty { return ([], []) }
        let isAnythingHeld = try HotStatement(db, OutboxStatements.isAnythingHeld)
            .first(.integer(now)) { $0.integer(0) == 1 }
        let start = try HotStatement(
            db, isAnythingHeld == true ? OutboxStatements.startBesideHold : OutboxStatements.start)
        var (started, withdrawn): ([DeliveryID], [DeliveryID]) = ([], [])
        for id in deliveries {
            let row = HotStatement.Value.integer(id.rawValue)
            let isStarted =
                isAnythingHeld == true
                ? try start.run(row, .integer(worker), .integer(now)) == 1
                : try start.run(row, .integer(worker)) == 1
            if isStarted {
                started.append(id)
            } else if try withdraw(id) {
                withdrawn.append(id)
            }
        }
        return (started, withdrawn)
    }

    /// Gives up a leased row that did not start because of its reader: who may not be mailed any more is suppressed, whose
    /// address or fields have changed is queued again.
    /// - Returns: false when it did not start for another reason.
    private func withdraw(_ id: DeliveryID) throws -> Bool {
        let reader = try HotStatement(db, OutboxStatements.whyNotStarted)
            .first(.integer(id.rawValue), .integer(worker), .integer(now)) {
                (mailing: $0.integer(0), isMailable: $0.integer(1) == 1)
            }
        guard let reader else { return false }
        if reader.isMailable { return try giveBack(id.rawValue, nil) }
        try HotStatement(db, OutboxStatements.suppress).run(.integer(now), .integer(id.rawValue))
        try noteUntried(1, of: reader.mailing)
        return true
    }

    /// Counts readers as tried to whom nothing will go.
    func noteUntried(_ count: Int, of mailing: Int64) throws {
        var results = MailingResults()
        results.tried = count
        _ = try MailingGuard(db: db, now: now).note(results, of: mailing)
    }

    /// Settles rows and adds up what relays did and what mailings came to.
    /// - Returns: the rows that are not this worker's any more, and the mailings that are halted because of it, with reasons.
    func settle(_ settlements: [Settlement]) throws -> (lost: [DeliveryID], halted: [MailingID: String]) {
        var lost: [DeliveryID] = []
        // There are few sums, as a rule one: one relay carries one mailing.
        var sums: [Sum] = []
        var totals = AttemptTotals()
        for settlement in settlements {
            guard let work = settlement.work else {
                if try !settle(settlement, relay: nil) { lost.append(settlement.delivery) }
                continue
            }
            let index =
                try sums.firstIndex { $0.isOf(work) }
                ?? {
                    sums.append(
                        Sum(
                            work, relayNumber: try RelayNumber.of(work.relay, db),
                            wave: try MailingGuard.latestWave(of: work.mailing.rawValue, db)))
                    return sums.count - 1
                }()
            sums[index].messages += 1
            sums[index].busy += work.busy
            if try settle(settlement, relay: sums[index].relayNumber) {
                sums[index].results.count(settlement.disposition)
                if let wave = sums[index].wave, try MailingGuard.wave(of: settlement.delivery, db) == wave {
                    sums[index].inWave.count(settlement.disposition)
                }
                totals.count(settlement, work, by: sums[index].relayNumber, at: name(work.provider))
            } else {
                lost.append(settlement.delivery)
            }
        }
        try totals.write(db)
        var halted: [MailingID: String] = [:]
        for sum in sums {
            try HotStatement(db, OutboxStatements.work).run(
                .integer(sum.mailing.rawValue), .integer(sum.relayNumber), .integer(sum.messages),
                .integer(sum.busy.milliseconds))
            let rails = MailingGuard(db: db, now: now)
            if let reason = try rails.note(sum.results, inWave: sum.inWave, of: sum.mailing.rawValue) {
                halted[sum.mailing] = reason
            }
        }
        return (lost, halted)
    }

    /// What one relay did about one mailing.
    private struct Sum {
        let mailing: MailingID
        let relay: String
        let relayNumber: Int64
        var messages: Int64 = 0
        var busy: Duration = .zero
        var results = MailingResults()
        /// The latest wave of the mailing, and what came of that; nil where it has none.
        let wave: Int64?
        var inWave = MailingResults()

        init(_ work: RelayWork, relayNumber: Int64, wave: Int64?) {
            self.wave = wave
            mailing = work.mailing
            relay = work.relay
            self.relayNumber = relayNumber
        }

        func isOf(_ work: RelayWork) -> Bool { mailing == work.mailing && relay == work.relay }
    }

    /// False when the row is not this worker's any more.
    private func settle(_ settlement: Settlement, relay: Int64?) throws -> Bool {
        let id = settlement.delivery.rawValue
        switch settlement.disposition {
        case .accepted(let reply):
            return try settle(id, .accepted, relay, attempts: 1, reply: reply)
        case .failed(let failure):
            guard
                try settle(id, .failed, relay, attempts: 1, failure: failure, reply: failure.reply)
            else {
                return false
            }
            try noteBounce(failure, of: id)
            return true
        case .deferred(let failure, let wait):
            return try settle(
                id, .deferred, relay, due: wait, attempts: 1, failure: failure, reply: failure.reply)
        case .uncertain(let what, let wait):
            return try settle(id, .uncertain, relay, due: wait, attempts: 1, doubts: 1, detail: what)
        case .returned: return try giveBack(id, relay)
        case .postponed(let failure, let wait):
            return try giveBack(id, relay, after: wait, failure: failure)
        }
    }

    private func settle(
        _ id: Int64, _ state: DeliveryState, _ relay: Int64?, due: Duration? = nil, attempts: Int,
        doubts: Int = 0,
        failure: Failure? = nil, reply: Reply? = nil, detail: String? = nil
    ) throws -> Bool {
        let attempt = Attempt(
            state, due: due.map { now + $0.milliseconds }, failure: failure, reply: reply, detail: detail)
        let isHeld =
            try HotStatement(db, OutboxStatements.settle).run(
                .integer(state.rawValue), .optional(attempt.due), .integer(attempts), .integer(doubts),
                .optional(attempt.cause), .optional(attempt.code), .optional(attempt.status),
                .optional(attempt.reply), .integer(now), .optional(relay), .integer(id), .integer(worker))
            == 1
        if isHeld, attempt.due != nil {
            try HotStatement(db, OutboxStatements.endIfCancelled).run(.integer(id))
        }
        if isHeld, state != .accepted { try note(attempt, of: id, relay) }
        return isHeld
    }

    /// - Parameter wait: until it is due; nil when it was not tried.
    private func giveBack(
        _ id: Int64, _ relay: Int64?, after wait: Duration? = nil, failure: Failure? = nil
    ) throws -> Bool {
        let due = wait.map { now + $0.milliseconds }
        let attempt = failure.map { Attempt(.deferred, due: due, failure: $0, reply: $0.reply) }
        let isHeld =
            try HotStatement(db, OutboxStatements.giveBack).run(
                .optional(due), .integer(id), .integer(worker), .optional(attempt?.cause),
                .optional(attempt?.code), .optional(attempt?.status), .optional(attempt?.reply),
                .optional(relay)) == 1
        if isHeld, let attempt { try note(attempt, of: id, relay) }
        return isHeld
    }

    /// What one attempt came to, as the ledger writes it.
    private struct Attempt {
        let state: DeliveryState
        let due: Int64?
        let phase: String?
        let cause: String?
        let code: Int64?
        let status: String?
        let reply: String?

        init(
            _ state: DeliveryState, due: Int64?, failure: Failure?, reply: Reply?, detail: String? = nil
        ) {
            self.state = state
            self.due = due
            phase = failure?.phase.rawValue
            cause = failure?.cause.rawValue
            code = reply.map { Int64($0.code) }
            status = reply?.status?.description
            self.reply = (detail ?? failure?.description ?? reply?.description).map {
                $0.utf8.count <= OutboxLedger.longestReply ? $0 : String($0.prefix(OutboxLedger.longestReply))
            }
        }
    }

    /// Notes an attempt that was no acceptance. Acceptances are not noted, because the row itself keeps them and nothing writes
    /// over that.
    private func note(_ attempt: Attempt, of id: Int64, _ relay: Int64?) throws {
        try HotStatement(db, OutboxStatements.noteAttempt).run(
            .integer(id), .integer(now), .integer(attempt.state.rawValue), .optional(attempt.due),
            .optional(attempt.phase), .optional(attempt.cause), .optional(attempt.code),
            .optional(attempt.status), .optional(attempt.reply), .optional(relay), .integer(worker))
    }

    /// Keeps in the recipient's story what a failure says of their mailbox.
    private func noteBounce(_ failure: Failure, of delivery: Int64) throws {
        guard let kind = failure.bounce,
            let row = try Row.fetchOne(db, sql: OutboxStatements.ownerOfMailbox, arguments: [delivery])
        else { return }
        try BounceRecord(db: db, now: now).take(
            kind, of: row[0], mailing: row[1], reply: String(failure.description.prefix(Self.longestReply)))
    }

    /// Characters of a reply that are kept.
    fileprivate static let longestReply = 500

    /// Takes every row from this worker and forgets it. What was only leased is queued again, and so is what was in flight
    /// when the worker noted that its content had not begun; what it noted as accepted is; anything else is in doubt.
    func abandonAll(retry: RetryPolicy, notes: AcceptanceJournal.Notes) throws {
        var results: [Int64: MailingResults] = [:]
        for row in try Row.fetchAll(db, sql: OutboxStatements.heldBy, arguments: [worker]) {
            let id = DeliveryID(rawValue: row[0])
            let isInFlight = row[1] == DeliveryState.inFlight.rawValue
            let disposition =
                isInFlight ? notes.disposition(of: id.rawValue, doubts: row[2], retry: retry) : .returned
            _ = try settle(Settlement(id, disposition), relay: nil)
            results[row[3], default: MailingResults()].count(disposition)
        }
        // Results that are found out late count for canaries and guard rails as well.
        for (mailing, results) in results where results.tried > 0 {
            _ = try MailingGuard(db: db, now: now).note(results, of: mailing)
        }
        try db.execute(sql: "DELETE FROM worker WHERE id = ?", arguments: [worker])
    }
}
