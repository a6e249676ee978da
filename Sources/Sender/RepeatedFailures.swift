import MailFormat

/// Tells a message that breaks connections from a relay that does: what one relay failed with in the middle of messages.
///
/// A relay that fails in a content costs nobody an attempt: the row goes back to the queue, behind all that wait. When it
/// fails in the same content again
///
/// - and has accepted others meanwhile, or
/// - for the fifth time, and has not said that it is to blame itself (a message that is alone proves nothing otherwise),
///
/// this is an attempt of the recipient, and so is each such failure from then on.
struct ContentLosses {
    private struct Losses {
        var count = 0
        /// What the relay had accepted at the last one.
        var accepted = 0
        /// Whether one was an attempt.
        var countsAlways = false
    }

    /// Failures that the relay need not have accepted others between.
    static let limit = 5

    private var losses: [DeliveryID: Losses] = [:]

    /// Takes note of a failure.
    /// - Parameter accepted: how many messages the relay has accepted in this run.
    /// - Returns: the failure as it concerns the delivery: the recipient's when it is an attempt.
    mutating func note(_ failure: Failure, of delivery: DeliveryID, accepted: Int) -> Failure {
        guard failure.isInContent else { return failure }
        var known = losses[delivery] ?? Losses()
        let isProven = known.count > 0 && accepted > known.accepted
        known.count += 1
        known.accepted = accepted
        let isToldByRelay = failure.reply?.isTransient == true
        if isProven || (known.count >= Self.limit && !isToldByRelay) { known.countsAlways = true }
        losses[delivery] = known
        guard known.countsAlways else { return failure }
        return Failure(
            phase: failure.phase, cause: failure.cause, persistence: failure.persistence, scope: .recipient,
            reply: failure.reply, detail: "its content broke off \(known.count) times: \(failure)")
    }

    /// The relay has given a delivery an answer.
    mutating func forget(_ delivery: DeliveryID) {
        if !losses.isEmpty { losses[delivery] = nil }
    }
}

extension Failure {
    /// Whether the relay failed when it had a content or was getting one.
    fileprivate var isInContent: Bool {
        guard case .content = phase else { return false }
        return scope == .relay && persistence == .transient
    }
}
