// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Synchronization

/// One worker's view of an `InMemoryLedger`.
struct InMemoryOutbox: Outbox {
    struct Evicted: Error {}
    struct Broken: Error {}

    let ledger: InMemoryLedger
    let worker: Int
    let retry: RetryPolicy

    func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        try ledger.state.withLock { state in
            guard state.workers[worker] != nil else { throw Evicted() }
            let before = state.failsToLease ? state : nil
            state.workers[worker] = state.now + InMemoryLedger.lease
            var report = OutboxReport()
            (report.lost, report.halted) = settle(orders.settle, in: &state)
            for delivery in orders.start {
                switch start(delivery, in: &state) {
                case .started: report.started.append(delivery)
                case .withdrawn: report.withdrawn.append(delivery)
                case .refused: break
                }
            }
            if orders.lease > 0, let before {
                state = before
                throw Broken()
            }
            report.leased = lease(orders.lease, in: &state)
            if orders.lease > 0, report.leased.isEmpty {
                state.finish()
                state.takeOverEnded(retry)
            }
            for claim in orders.claims { report.grants[claim.relay] = state.grant(claim) }
            return report
        }
    }

    func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        ledger.state.withLock { $0.recipes.append((worker, mailing, recipe)) }
    }

    func outlook() async throws -> OutboxOutlook {
        ledger.state.withLock { state in
            var times: [Duration] = []
            var isHeldUp = false
            for row in state.rows where state.isSending(row.mailing) {
                guard let due = row.due, let mailing = state.mailings[row.mailing] else { continue }
                let isDue = due <= state.now
                let isHeld = isDue && state.isHeld(row.mailing)
                let waits = isDue && due > mailing.horizon(at: state.now)
                times.append(
                    isHeld ? .milliseconds(100) : waits ? .seconds(1) : max(.zero, due - state.now))
                isHeldUp = isHeldUp || isHeld
            }
            return OutboxOutlook(
                untilDue: times.min(), isHeldUp: isHeldUp,
                isEmpty: state.workers.count == 1 && !state.mailings.keys.contains(where: state.isSending))
        }
    }

    func halt(_ mailing: MailingID, because reason: String) async throws {
        ledger.state.withLock { Self.halt(mailing, because: reason, in: &$0) }
    }

    private static func halt(
        _ mailing: MailingID, because reason: String, in state: inout InMemoryLedger.State
    ) {
        if state.move(mailing, from: [.sending], to: .halted) { state.mailings[mailing]?.reason = reason }
    }

    private func settle(
        _ settlements: [Settlement], in state: inout InMemoryLedger.State
    ) -> (lost: [DeliveryID], halted: [MailingID: String]) {
        var lost: [DeliveryID] = []
        var halted: [MailingID: String] = [:]
        for settlement in settlements {
            guard settle(settlement, in: &state) else {
                lost.append(settlement.delivery)
                continue
            }
            if let work = settlement.work {
                state.mailings[work.mailing]?.results.count(settlement.disposition)
            }
        }
        for (id, mailing) in state.mailings where mailing.state == .sending {
            guard let reason = mailing.terms.guardRails?.breach(by: mailing.results) else { continue }
            Self.halt(id, because: reason, in: &state)
            halted[id] = reason
        }
        return (lost, halted)
    }

    private func settle(_ settlement: Settlement, in state: inout InMemoryLedger.State) -> Bool {
        let index = Int(settlement.delivery.rawValue)
        guard state.rows[index].worker == worker else { return false }
        switch settlement.disposition {
        case .returned, .postponed: break
        default: guard state.rows[index].state == .inFlight else { return false }
        }
        state.settle(index, settlement.disposition)
        return true
    }

    private enum Start {
        case started, withdrawn, refused
    }

    private func start(_ delivery: DeliveryID, in state: inout InMemoryLedger.State) -> Start {
        let index = Int(delivery.rawValue)
        let row = state.rows[index]
        guard row.worker == worker, row.state == .leased, state.isSending(row.mailing),
            !state.isHeld(row.mailing)
        else { return .refused }
        if row.isConsenting, row.doubts > 0 || !row.hasChanged {
            state.rows[index].state = .inFlight
            return .started
        }
        if row.isConsenting { state.settle(index, .returned) } else { state.suppress(index) }
        return .withdrawn
    }

    private func lease(_ limit: Int, in state: inout InMemoryLedger.State) -> [LeasedDelivery] {
        var leased: [LeasedDelivery] = []
        if limit <= 0 { return [] }
        for (id, mailing) in state.mailings.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where mailing.state == .sending && !state.isHeld(id) {
            if mailing.hasExpired(at: state.now) {
                state.expire(id)
                continue
            }
            let horizon = mailing.horizon(at: state.now)
            let due = state.rows.indices.compactMap { index -> (time: Duration, index: Int)? in
                guard state.rows[index].mailing == id, let time = state.rows[index].due, time <= horizon
                else { return nil }
                return (time, index)
            }
            for (_, index) in due.sorted(by: { $0 < $1 }) where leased.count < limit {
                if let row = lease(index, of: mailing, in: &state) { leased.append(row) }
            }
        }
        return leased
    }

    /// Nil when its reader may not be mailed any more.
    private func lease(
        _ index: Int, of mailing: InMemoryLedger.Mailing, in state: inout InMemoryLedger.State
    ) -> LeasedDelivery? {
        guard state.rows[index].isConsenting else {
            state.suppress(index)
            return nil
        }
        state.rows[index].due = nil
        state.rows[index].hasChanged = false
        state.rows[index].state = .leased
        state.rows[index].worker = worker
        let row = state.rows[index]
        return LeasedDelivery(
            id: DeliveryID(rawValue: Int64(index)), mailing: row.mailing,
            reader: Reader(
                id: row.subscriber,
                address: EmailAddress(trustedLocalPart: "reader\(row.subscriber)", domain: row.domain)),
            attempts: row.attempts, doubts: row.doubts,
            age: state.now - mailing.published, lifetime: mailing.terms.lifetime, recipe: row.recipe)
    }
}
