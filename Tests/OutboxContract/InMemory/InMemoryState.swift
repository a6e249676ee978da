// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

extension InMemoryLedger {
    struct Row {
        let mailing: MailingID
        let subscriber: SubscriberID
        let domain: String
        var state = DeliveryState.queued
        /// Set exactly while it waits.
        var due: Duration?
        var worker: Int?
        var attempts = 0
        var doubts = 0
        var cause: Failure.Cause?
        /// What the copy was made with that was in doubt first.
        var recipe: RecipeID?
        var isConsenting = true
        /// Whether the reader's address or fields changed since it was leased.
        var hasChanged = false

        /// What it is while it waits.
        var waiting: DeliveryState { doubts > 0 ? .uncertain : attempts > 0 ? .deferred : .queued }
    }

    struct Mailing {
        let published: Duration
        var terms: MailingTerms
        /// Nil when nobody waits for a canary.
        var canarySize: Int?
        var state = MailingState.sending
        var reason: String?
        var heldUntil: Duration = .zero
        var results = MailingResults()

        func hasExpired(at now: Duration) -> Bool {
            terms.lifetime.map { now > published + $0 } ?? false
        }

        /// The latest time of rows that may be leased.
        func horizon(at now: Duration) -> Duration {
            guard let canary = terms.canary, let canarySize, results.tried * 2 < canarySize else {
                return now
            }
            return min(now, published + canary.wait - .milliseconds(1))
        }
    }

    struct State {
        var now: Duration = .zero
        var rows: [Row] = []
        var mailings: [MailingID: Mailing] = [:]
        /// Lease ends of the workers known.
        var workers: [Int: Duration] = [:]
        var lastWorker = 0
        /// Rows in flight that a relay accepted.
        var accepted: Set<Int> = []
        /// In the order they were noted.
        var recipes: [(worker: Int, mailing: MailingID, recipe: CopyRecipe)] = []
        /// When a relay was granted a message.
        var granted: [String: [Duration]] = [:]
        /// How fast relays are given messages.
        var paces: [String: RelayPace] = [:]
        /// Whether a tick is to fail in its midst.
        var failsToLease = false
    }
}

extension InMemoryLedger.State {
    func isHeld(_ mailing: MailingID) -> Bool { mailings[mailing].map { $0.heldUntil > now } ?? false }

    func isSending(_ mailing: MailingID) -> Bool { mailings[mailing]?.state == .sending }

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
        defer { endIfCancelled(index) }
        let worker = rows[index].worker
        rows[index].worker = nil
        switch disposition {
        case .accepted: rows[index].state = .accepted
        case .failed(let failure):
            rows[index].state = .failed
            rows[index].cause = failure.cause
        case .deferred(let failure, let wait):
            rows[index].state = .deferred
            rows[index].cause = failure.cause
            rows[index].due = now + wait
        case .uncertain(_, let wait):
            rows[index].state = .uncertain
            rows[index].due = wait.map { now + $0 }
            if rows[index].doubts == 0 {
                rows[index].recipe = worker.flatMap { recipe(of: rows[index].mailing, $0) }
            }
            rows[index].doubts += 1
        case .returned:
            rows[index].state = rows[index].waiting
            rows[index].due = mailings[rows[index].mailing]?.published ?? now
            return
        case .postponed(let failure, let wait):
            rows[index].state =
                rows[index].waiting == .queued && failure != nil ? .deferred : rows[index].waiting
            rows[index].due = now + wait
            return
        }
        rows[index].attempts += 1
    }

    /// What a worker noted last.
    private func recipe(of mailing: MailingID, _ worker: Int) -> RecipeID? {
        recipes.lastIndex { $0.worker == worker && $0.mailing == mailing }.map {
            RecipeID(worker: Int64(worker), number: Int64($0))
        }
    }

    /// What waits of a cancelled mailing is not sent.
    mutating func endIfCancelled(_ index: Int) {
        guard rows[index].due != nil, mailings[rows[index].mailing]?.state == .cancelled else { return }
        rows[index].due = nil
        if rows[index].state != .uncertain { rows[index].state = .cancelled }
    }

    /// Who may not be mailed any more is not.
    mutating func suppress(_ index: Int) {
        rows[index].due = nil
        rows[index].worker = nil
        rows[index].state = rows[index].doubts > 0 ? .uncertain : .suppressed
        mailings[rows[index].mailing]?.results.tried += 1
    }

    mutating func expire(_ mailing: MailingID) {
        for index in rows.indices where rows[index].mailing == mailing && rows[index].due != nil {
            rows[index].due = nil
            rows[index].cause = .expired
            rows[index].state = rows[index].doubts > 0 ? .uncertain : .failed
        }
    }

    mutating func finish() {
        let busy = Set(rows.filter { $0.due != nil || $0.worker != nil }.map(\.mailing))
        for mailing in mailings.keys where isSending(mailing) && !isHeld(mailing) && !busy.contains(mailing) {
            mailings[mailing]?.state = .sent
        }
    }
}
