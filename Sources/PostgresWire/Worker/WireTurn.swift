// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What one transaction of a worker makes of what it holds: decided here, without PostgreSQL.
struct WireTurn {
    /// Deliveries that wait together.
    struct Queue: Hashable {
        let mailing: Int64
        let state: DeliveryState
        let isDoubtful: Bool
    }

    /// Milliseconds since 1970, PostgreSQL's.
    let now: Int64
    let mailings: [Int64: WireMailing]
    let stops: Stops
    /// Whether the newsroom was heard of within the time that nothing may be sent without it.
    let isNewsroomHeard: Bool
    /// What this worker makes copies with now, by mailing.
    let recipes: [Int64: RecipeID]

    private(set) var holdings: Holdings
    /// Batches whose row has to be written.
    private(set) var touched: Set<HeldBatch.Key> = []
    private(set) var results: [Int64: [LentResult]] = [:]
    private(set) var progress: [Int64: MailingResults] = [:]
    /// Deliveries that wait again, each with when it is due.
    private(set) var waiting: [Queue: [(due: Int64, delivery: LentDelivery)]] = [:]
    /// Providers of mailboxes that asked for less mail, and how long they are to be left alone.
    private(set) var pauses: [String: Duration] = [:]
    /// Batches that are given back, as they were.
    private(set) var released: Set<HeldBatch.Key> = []

    init(
        now: Int64, mailings: [WireMailing], stops: Stops, isNewsroomHeard: Bool, recipes: [Int64: RecipeID],
        holdings: Holdings
    ) {
        self.now = now
        self.mailings = Dictionary(uniqueKeysWithValues: mailings.map { ($0.id, $0) })
        self.stops = stops
        self.isNewsroomHeard = isNewsroomHeard
        self.recipes = recipes
        self.holdings = holdings
    }

    /// Whether deliveries of a mailing may be leased and started now.
    func isOpen(_ mailing: Int64) -> Bool { isNewsroomHeard && mailings[mailing]?.isOpen == true }

    // MARK: Settling

    /// Settles a delivery; false when it is not this worker's, or cannot have come to that.
    mutating func settle(_ settlement: Settlement) -> Bool {
        guard let (key, index, standing) = holdings.place(of: settlement.delivery.rawValue),
            let batch = holdings[key], standing == .inHand || standing == .inFlight
        else { return false }
        switch settlement.disposition {
        case .accepted, .failed, .deferred, .uncertain: guard standing == .inFlight else { return false }
        case .returned, .postponed: break
        }
        var delivery = batch.rows[index]
        note(settlement, of: delivery, key.mailing)
        switch settlement.disposition {
        case .accepted: end(key, index, \.accepted)
        case .failed: end(key, index, \.failed)
        case .deferred(_, let wait):
            delivery.attempts += 1
            queue(delivery, .deferred, after: wait, key, index)
        case .uncertain(_, let wait):
            delivery.attempts += 1
            delivery.doubts += 1
            delivery.recipe = delivery.recipe ?? recipes[key.mailing]
            if let wait {
                queue(delivery, .uncertain, after: wait, key, index)
            } else {
                end(key, index, \.uncertain)
            }
        case .returned:
            if isCancelled(key.mailing) {
                cancel(delivery, key, index)
            } else {
                holdings.set(.reserved, key, index)
                touched.insert(key)
            }
        case .postponed(let failure, let wait):
            let state: DeliveryState =
                delivery.doubts > 0
                ? .uncertain : delivery.attempts > 0 || failure != nil ? .deferred : .queued
            queue(delivery, state, after: wait, key, index)
        }
        return true
    }

    /// Settles a delivery of a worker that is gone as its journal has it: it was in flight, and counts for canaries and guard rails.
    mutating func abandon(_ key: HeldBatch.Key, _ index: Int, _ disposition: Disposition) {
        guard let row = holdings[key]?.rows[index] else { return }
        holdings.set(.inFlight, key, index)
        _ = settle(Settlement(DeliveryID(rawValue: row.id), disposition))
        progress[key.mailing, default: MailingResults()].count(disposition)
    }

    /// Keeps what the newsroom has to know of a settlement.
    private mutating func note(_ settlement: Settlement, of delivery: LentDelivery, _ mailing: Int64) {
        if settlement.work != nil {
            progress[mailing, default: MailingResults()].count(settlement.disposition)
        }
        if case .postponed(let failure?, let wait) = settlement.disposition, failure.scope == .domain,
            let provider = settlement.work?.provider, !provider.isEmpty
        {
            pauses[provider] = max(pauses[provider] ?? .zero, wait)
        }
        switch settlement.disposition {
        case .returned, .postponed(nil, _): if settlement.work == nil { return }
        default: break
        }
        tell(delivery, .attempt(settlement.disposition, settlement.work), mailing)
    }

    private mutating func tell(_ delivery: LentDelivery, _ outcome: LentResult.Outcome, _ mailing: Int64) {
        results[mailing, default: []].append(
            LentResult(
                delivery: DeliveryID(rawValue: delivery.id), version: delivery.version,
                generation: delivery.generation, outcome: outcome))
    }

    private func isCancelled(_ mailing: Int64) -> Bool {
        mailings[mailing].map { $0.state == .cancelled } ?? true
    }

    private mutating func end(
        _ key: HeldBatch.Key, _ index: Int, _ count: WritableKeyPath<HeldBatch.Counts, Int64>
    ) {
        holdings.set(.settled, key, index)
        holdings.count(count, key)
        touched.insert(key)
    }

    /// Has a delivery wait in another batch; one of a cancelled mailing ends.
    private mutating func queue(
        _ delivery: LentDelivery, _ state: DeliveryState, after wait: Duration, _ key: HeldBatch.Key,
        _ index: Int
    ) {
        if isCancelled(key.mailing) {
            cancel(delivery, key, index)
        } else if let stop = stops.stop(delivery, of: key.mailing), stop.delivery == nil {
            // Nothing of who has left is written once more.
            suppress(delivery, key, index)
        } else {
            move(delivery, state, due: now + wait.milliseconds, key, index)
        }
    }

    /// Ends a delivery of a cancelled mailing.
    private mutating func cancel(_ delivery: LentDelivery, _ key: HeldBatch.Key, _ index: Int) {
        end(key, index, delivery.doubts > 0 ? \.uncertain : \.cancelled)
    }

    /// Has a delivery wait in another batch, where it is settled and counted.
    private mutating func move(
        _ delivery: LentDelivery, _ state: DeliveryState, due: Int64, _ key: HeldBatch.Key, _ index: Int
    ) {
        holdings.set(.settled, key, index)
        touched.insert(key)
        let queue = Queue(mailing: key.mailing, state: state, isDoubtful: delivery.doubts > 0)
        waiting[queue, default: []].append((due, delivery))
    }

    // MARK: Starting

    /// Puts deliveries in flight that may go on the wire.
    mutating func start(_ deliveries: [DeliveryID]) -> (started: [DeliveryID], withdrawn: [DeliveryID]) {
        var (started, withdrawn): ([DeliveryID], [DeliveryID]) = ([], [])
        for id in deliveries {
            guard let (key, index, standing) = holdings.place(of: id.rawValue), standing == .inHand,
                isOpen(key.mailing)
            else { continue }
            if withdraw(key, index) {
                withdrawn.append(id)
            } else {
                holdings.set(.inFlight, key, index)
                touched.insert(key)
                started.append(id)
            }
        }
        return (started, withdrawn)
    }

    /// Gives up a delivery whose reader may not be mailed any more or has changed, or whose text was amended. What has changed waits
    /// in a batch that says so, because others have to know what its copy was filled with.
    private mutating func withdraw(_ key: HeldBatch.Key, _ index: Int) -> Bool {
        guard let batch = holdings[key] else { return false }
        var delivery = batch.rows[index]
        let successor = delivery.doubts > 0 ? nil : mailings[key.mailing]?.successors[delivery.version]
        guard !delivery.isErased else {
            suppress(delivery, key, index)
            return true
        }
        guard let stop = stops.stop(delivery, of: key.mailing) else {
            guard let successor else { return false }
            delivery.version = successor
            move(delivery, batch.state, due: batch.due, key, index)
            return true
        }
        if var now = stop.delivery {
            now.id = delivery.id
            now.attempts = delivery.attempts
            now.version = successor ?? delivery.version
            now.knownStop = stop.seq
            move(now, batch.state, due: batch.due, key, index)
        } else {
            suppress(delivery, key, index)
        }
        return true
    }

    private mutating func suppress(_ delivery: LentDelivery, _ key: HeldBatch.Key, _ index: Int) {
        end(key, index, delivery.doubts > 0 ? \.uncertain : \.suppressed)
        progress[key.mailing, default: MailingResults()].tried += 1
        tell(delivery, .suppressed, key.mailing)
    }

    // MARK: Leasing

    /// Adds a batch that was leased.
    mutating func add(_ batch: HeldBatch) { holdings.add(batch) }

    /// Hands reserved deliveries to the send loop.
    mutating func hand(_ limit: Int) -> [LeasedDelivery] {
        var handed: [LeasedDelivery] = []
        let order = holdings.batches.values.sorted { ($0.due, $0.key.batch) < ($1.due, $1.key.batch) }
        for batch in order where isOpen(batch.key.mailing) {
            guard let mailing = mailings[batch.key.mailing] else { continue }
            for index in batch.rows.indices where batch.standings[index] == .reserved {
                if handed.count == limit { return handed }
                let delivery = batch.rows[index]
                if mailing.isOver(for: delivery.reader, at: now) {
                    end(batch.key, index, delivery.doubts > 0 ? \.uncertain : \.failed)
                    tell(delivery, .expired, mailing.id)
                } else if !withdraw(batch.key, index) {
                    holdings.set(.inHand, batch.key, index)
                    handed.append(LeasedDelivery(delivery, of: mailing, at: now))
                }
            }
        }
        return handed
    }

    /// Gives back batches of which the send loop has nothing: others may send them. What is reserved of a cancelled mailing ends.
    mutating func release() {
        for batch in holdings.batches.values where isCancelled(batch.key.mailing) {
            for index in batch.rows.indices where batch.standings[index] == .reserved {
                cancel(batch.rows[index], batch.key, index)
            }
        }
        for batch in holdings.batches.values where !batch.isInUse {
            if !batch.isSettled { released.insert(batch.key) }
            touched.insert(batch.key)
        }
    }

    /// Forgets the batches that are settled or given back, once that is written.
    mutating func forget() {
        for key in touched where released.contains(key) || holdings[key]?.isSettled == true {
            holdings.remove(key)
        }
    }

    /// Why mailings should stop because of what this turn knows.
    var breaches: [Int64: String] {
        var breaches: [Int64: String] = [:]
        for (id, own) in progress where own.bounced > 0 || own.blocked > 0 {
            guard let mailing = mailings[id], mailing.state == .sending,
                let rails = mailing.guardRails.flatMap({ try? WireJSON.value(GuardRails.self, $0) })
            else {
                continue
            }
            var sum = mailing.results
            sum.settled += own.settled
            sum.bounced += own.bounced
            sum.blocked += own.blocked
            breaches[id] = rails.breach(by: sum)
        }
        return breaches
    }
}

extension LeasedDelivery {
    init(_ lent: LentDelivery, of mailing: WireMailing, at now: Int64) {
        self.init(
            id: DeliveryID(rawValue: lent.id), mailing: MailingID(rawValue: mailing.id), reader: lent.reader,
            attempts: lent.attempts, doubts: lent.doubts,
            age: .milliseconds(now - (lent.reader.waveAt ?? mailing.published)),
            lifetime: mailing.lifetime.map { .milliseconds($0) }, version: lent.version,
            recipe: lent.doubts > 0 ? lent.recipe : nil)
    }
}
