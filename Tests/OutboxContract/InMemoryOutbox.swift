import MailFormat
import Sender
import Synchronization

/// One worker's view of an `InMemoryLedger`.
struct InMemoryOutbox: Outbox {
    struct Evicted: Error {}

    let ledger: InMemoryLedger
    let worker: Int
    let retry: RetryPolicy

    func tick(_ orders: OutboxOrders) async throws -> OutboxReport {
        try ledger.state.withLock { state in
            guard state.workers[worker] != nil else { throw Evicted() }
            state.workers[worker] = state.now + InMemoryLedger.lease
            var report = OutboxReport()
            for settlement in orders.settle where !settle(settlement, in: &state) {
                report.lost.append(settlement.delivery)
            }
            for delivery in orders.start {
                switch start(delivery, in: &state) {
                case .started: report.started.append(delivery)
                case .withdrawn: report.withdrawn.append(delivery)
                case .refused: break
                }
            }
            report.leased = lease(orders.lease, in: &state)
            if orders.lease > 0, report.leased.isEmpty { state.takeOverEnded(retry) }
            for claim in orders.claims { report.grants[claim.relay] = state.grant(claim) }
            return report
        }
    }

    func outlook() async throws -> OutboxOutlook {
        ledger.state.withLock { state in
            let waiting = state.rows.filter { $0.due != nil && state.halted[$0.mailing] == nil }
            let times = waiting.map { row in
                let due = max(.zero, (row.due ?? state.now) - state.now)
                return state.isHeld(row.mailing) ? max(due, .milliseconds(100)) : due
            }
            return OutboxOutlook(
                untilDue: times.min(),
                isHeldUp: waiting.contains { state.isHeld($0.mailing) && ($0.due ?? state.now) <= state.now })
        }
    }

    func halt(_ mailing: MailingID, because reason: String) async throws {
        ledger.state.withLock { $0.halted[mailing] = reason }
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
        guard row.worker == worker, row.state == .leased, state.halted[row.mailing] == nil,
            !state.isHeld(row.mailing)
        else { return .refused }
        if row.isConsenting, row.doubts > 0 || !row.hasChanged {
            state.rows[index].state = .inFlight
            return .started
        }
        if row.isConsenting {
            state.settle(index, .returned)
        } else {
            state.rows[index].worker = nil
            state.rows[index].state = row.doubts > 0 ? .uncertain : .suppressed
        }
        return .withdrawn
    }

    private func lease(_ limit: Int, in state: inout InMemoryLedger.State) -> [LeasedDelivery] {
        var leased: [LeasedDelivery] = []
        let due = state.rows.indices.compactMap { index in
            state.rows[index].due.flatMap { $0 <= state.now ? (time: $0, index: index) : nil }
        }
        for (_, index) in due.sorted(by: { $0 < $1 }) where leased.count < limit {
            let row = state.rows[index]
            guard state.halted[row.mailing] == nil, !state.isHeld(row.mailing) else { continue }
            state.rows[index].due = nil
            state.rows[index].hasChanged = false
            guard row.isConsenting else {
                state.rows[index].state = row.doubts > 0 ? .uncertain : .suppressed
                continue
            }
            state.rows[index].state = .leased
            state.rows[index].worker = worker
            leased.append(
                LeasedDelivery(
                    id: DeliveryID(rawValue: Int64(index)), mailing: row.mailing, subscriber: row.subscriber,
                    recipient: EmailAddress(
                        trustedLocalPart: "reader\(row.subscriber)", domain: row.domain),
                    reader: Reader(), attempts: row.attempts, doubts: row.doubts,
                    age: state.now - (state.published[row.mailing] ?? state.now)))
        }
        return leased
    }
}
