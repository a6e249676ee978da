// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension Dispatcher {
    /// What the writer of the ledger may do now.
    struct Turn {
        /// To settle.
        var results: [Settlement]
        /// How many rows may be started.
        var room: Int
        /// Mailings whose message relays refuse, with the last refusal.
        var refusedMessages: [MailingID: Failure]
        /// Domains that asked for less mail, or do not believe who we are, with what was said.
        var throttled: [String: Failure]
        /// Whether the run is to end.
        var isStopping: Bool
        /// Whether no connection is open and nothing is underway.
        var isQuiet: Bool
        /// What to ask for under the relays' quotas.
        var claims: [QuotaClaim]
        /// Whether there is nothing to do before quotas allow more.
        var isResting: Bool
        /// Whether no relay has worked since it failed; one connection at a time tries them.
        var isProbing: Bool
        /// Whether nothing can be sent now: no relay has worked since it failed, and no connection is open.
        var isCutOff: Bool { isProbing && !isConnected }
        /// Whether a connection is open.
        var isConnected: Bool
        /// What is wrong with each relay, when nothing can go through any.
        var troubles: [RelayTrouble]
        /// Whether refusals are held back: see `settleHeld`.
        var isHolding: Bool
    }
}

extension Dispatcher.State {
    private var deepest: Int { max(Dispatcher.maximumDepth, Dispatcher.worthwhile / max(1, board.connected)) }
    /// How many rows may be in flight. Consent is checked when a row goes in flight, so no more of them may be than go out
    /// within a second.
    private var window: Int {
        min(board.connected * min(depth, deepest), max(board.connected, withinASecond))
    }
    private var half: Int { max(1, window / 2) }
    private var room: Int { max(0, window - ready.count - board.onWire - results.count) }

    /// A transaction is worth its cost when half the window can be settled or filled by it, when a connection waits, when
    /// nothing is left to wait for, or when somebody asks for it because of an event or because enough time has passed.
    private var isTurnDue: Bool {
        if isTurnAskedFor || results.count >= half { return true }
        if backlog > 0 { return room >= half || (!idleConnections.isEmpty && room > 0) }
        return !results.isEmpty && ready.isEmpty && board.onWire == 0
    }

    mutating func wakeWriterIfDue() {
        guard let waiting = writer, isTurnDue else { return }
        writer = nil
        wakeUps.append { waiting.resume() }
    }

    /// - Parameter isEarly: whether it was worth a transaction before the time was over.
    mutating func beginTurn(at now: ContinuousClock.Instant, isEarly: Bool) -> Dispatcher.Turn {
        let isStarved = !idleConnections.isEmpty && ready.isEmpty && window > 0
        if backlog > 0, isStarved || (isEarly && results.count >= half) { depth = min(depth * 2, deepest) }
        let settled = results
        results = []
        isTurnAskedFor = false
        defer { throttled = [:] }
        measure(at: now)
        return Dispatcher.Turn(
            results: settled, room: isStopping ? 0 : room, refusedMessages: brake.release(),
            throttled: throttled, isStopping: isStopping,
            isQuiet: board.connected == 0 && board.onWire == 0 && ready.isEmpty && settled.isEmpty
                && !brake.isHolding,
            claims: isStopping || wanted == 0 ? [] : board.claims(at: now),
            isResting: board.isResting(at: now), isProbing: board.isProbing,
            isConnected: board.connected > 0, troubles: board.troubles(at: now),
            isHolding: brake.isHolding)
    }

    /// Measures how many messages are completed a second, and begins anew when nothing is under way: what went out quickly
    /// before a pause may not do so after it.
    private mutating func measure(at now: ContinuousClock.Instant) {
        if completed == 0, ready.isEmpty, board.onWire == 0 {
            (rate, depth, withinASecond) = (CompletionRate(), 1, .max)
        } else {
            rate.note(completed, at: now)
            withinASecond = rate.perSecond(at: now) ?? .max
        }
        completed = 0
    }
}
