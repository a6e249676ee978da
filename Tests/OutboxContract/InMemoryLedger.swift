public import MailFormat
public import Sender
import Synchronization

/// The ledger without a disk: for tests of what stands above the port. Its clock moves only by `advance`.
public final class InMemoryLedger: OutboxFixture, TransmissionJournal {
    struct Row {
        let mailing: MailingID
        let subscriber: SubscriberID
        let domain: String
        var state = DeliveryState.queued
        var due: Duration?
        var worker: Int?
        var attempts = 0
        var doubts = 0
        var isConsenting = true
        /// Whether the reader's address or fields changed since it was leased.
        var hasChanged = false
    }

    struct State {
        var now: Duration = .zero
        var rows: [Row] = []
        var published: [MailingID: Duration] = [:]
        var halted: [MailingID: String] = [:]
        /// Until when mailings are held up.
        var held: [MailingID: Duration] = [:]
        /// Lease ends of the workers known.
        var workers: [Int: Duration] = [:]
        var lastWorker = 0
        /// Rows in flight that a relay accepted.
        var accepted: Set<Int> = []
        /// When a relay was granted a message.
        var granted: [String: [Duration]] = [:]
        /// How fast relays are given messages.
        var paces: [String: RelayPace] = [:]
    }

    static let lease: Duration = .seconds(900)

    let state = Mutex(State())

    /// Nothing published yet.
    public init() {}

    /// See `OutboxFixture`.
    public func outbox(retry: RetryPolicy) -> any Outbox {
        state.withLock { state in
            state.lastWorker += 1
            state.workers[state.lastWorker] = state.now + Self.lease
            state.takeOverEnded(retry)
            return InMemoryOutbox(ledger: self, worker: state.lastWorker, retry: retry)
        }
    }

    /// See `OutboxFixture`.
    public func worker(retry: RetryPolicy) -> (outbox: any Outbox, journal: any TransmissionJournal) {
        (outbox(retry: retry), self)
    }

    /// See `TransmissionJournal`.
    public func note(_ delivery: DeliveryID, _ stage: TransmissionStage) {
        guard case .accepted = stage else { return }
        state.withLock { _ = $0.accepted.insert(Int(delivery.rawValue)) }
    }

    /// See `OutboxFixture`.
    public func publish(to count: Int) -> MailingID { publish(to: count, at: ["inbox.test"]) }

    /// A mailing to readers at some domains by turns.
    public func publish(to count: Int, at domains: [String]) -> MailingID {
        state.withLock { state in
            let mailing = MailingID(rawValue: Int64(state.published.count + 1))
            state.published[mailing] = state.now
            for number in 1...count {
                let subscriber = SubscriberID(rawValue: Int64(number))
                let domain = domains[number % domains.count]
                state.rows.append(
                    Row(mailing: mailing, subscriber: subscriber, domain: domain, due: state.now))
            }
            return mailing
        }
    }

    /// See `OutboxFixture`.
    public func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) {
        state.withLock { state in
            for index in state.rows.indices where state.rows[index].subscriber == subscriber {
                state.rows[index].isConsenting = false
            }
        }
    }

    /// See `OutboxFixture`.
    public func move(_ subscriber: SubscriberID) {
        state.withLock { state in
            for index in state.rows.indices where state.rows[index].subscriber == subscriber {
                state.rows[index].hasChanged = true
            }
        }
    }

    /// See `OutboxFixture`.
    public func counts(of mailing: MailingID) -> [DeliveryState: Int] {
        state.withLock { state in
            state.rows.filter { $0.mailing == mailing }.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
        }
    }

    /// See `OutboxFixture`.
    public func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    /// See `OutboxFixture`.
    public func hold(_ mailing: MailingID, for duration: Duration) {
        state.withLock { $0.held[mailing] = $0.now + duration }
    }

    /// Stops a mailing as an operator would, from outside of any worker.
    public func pause(_ mailing: MailingID) { state.withLock { $0.halted[mailing] = "paused" } }

    /// Why a mailing was halted.
    public func reasonHalted(_ mailing: MailingID) -> String? { state.withLock { $0.halted[mailing] } }
}

extension InMemoryLedger.State {
    mutating func grant(_ claim: QuotaClaim) -> QuotaGrant {
        var given = granted[claim.relay, default: []]
        defer { granted[claim.relay] = given }
        guard claim.messages > 0 else {
            given.removeLast(min(given.count, -claim.messages))
            guard let tooFast = claim.tooFast else {
                let pace = paces[claim.relay]?.perSecond(configured: claim.perSecond, at: milliseconds)
                return QuotaGrant(messages: 0, isPaced: pace != nil)
            }
            paces[claim.relay, default: RelayPace()]
                .slowDown(from: tooFast, configured: claim.perSecond, at: milliseconds)
            return QuotaGrant(messages: 0, turn: .seconds(1), isPaced: true)
        }
        var (room, wait) = (claim.messages, Duration.zero)
        for quota in claim.quotas {
            let counted = given.filter { $0 > now - quota.window }
            let left = max(0, quota.limit(on: Int(now / .seconds(86_400))) - counted.count)
            guard left < claim.messages else { continue }
            room = min(room, left)
            wait = max(wait, (counted.first ?? now) + quota.window - now)
        }
        let isWithinQuotas = room == claim.messages
        var pace = paces[claim.relay, default: RelayPace()]
        let perSecond = pace.perSecond(configured: claim.perSecond, at: milliseconds)
        let grant = pace.grant(room, perSecond: perSecond, at: milliseconds)
        paces[claim.relay] = pace
        given += Array(repeating: now, count: grant.messages)
        return QuotaGrant(
            messages: grant.messages, wait: isWithinQuotas ? nil : wait,
            turn: grant.wait.map { .milliseconds($0) }, isPaced: perSecond != nil)
    }

    private var milliseconds: Int64 { Int64(now / .milliseconds(1)) }

    func isHeld(_ mailing: MailingID) -> Bool { held[mailing].map { $0 > now } ?? false }

    mutating func takeOverEnded(_ retry: RetryPolicy) {
        let ended = workers.filter { $0.value < now }.keys
        for index in rows.indices {
            guard let worker = rows[index].worker, ended.contains(worker) else { continue }
            if rows[index].state == .inFlight, accepted.contains(index) {
                settle(index, .accepted(Reply(code: 250, lines: [])))
            } else if rows[index].state == .inFlight {
                let wait = retry.doubt == .resend && rows[index].doubts == 0 ? retry.first : nil
                settle(index, .uncertain("its worker is gone", resendAfter: wait))
            } else {
                settle(index, .returned)
            }
        }
        for worker in ended { workers[worker] = nil }
    }

    mutating func settle(_ index: Int, _ disposition: Disposition) {
        rows[index].worker = nil
        switch disposition {
        case .accepted: rows[index].state = .accepted
        case .failed: rows[index].state = .failed
        case .deferred(_, let wait):
            rows[index].state = .deferred
            rows[index].due = now + wait
        case .uncertain(_, let wait):
            rows[index].state = .uncertain
            rows[index].due = wait.map { now + $0 }
            rows[index].doubts += 1
        case .returned:
            rows[index].state =
                rows[index].doubts > 0 ? .uncertain : rows[index].attempts > 0 ? .deferred : .queued
            rows[index].due = published[rows[index].mailing] ?? now
            return
        case .postponed(let failure, let wait):
            let wasTried = rows[index].attempts > 0 || failure != nil
            rows[index].state = rows[index].doubts > 0 ? .uncertain : wasTried ? .deferred : .queued
            rows[index].due = now + wait
            return
        }
        rows[index].attempts += 1
    }
}
