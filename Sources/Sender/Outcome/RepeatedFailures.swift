// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Tells a row that a relay fails on from a relay that fails: what one relay failed with on the same row before.
///
/// What a relay fails with costs nobody an attempt: the row goes back to the queue, behind all that wait. When the same row
/// meets such a failure again
///
/// - and the relay has accepted others meanwhile (for the fifth time, where it says that it gets too many a second), or
/// - for the fifth time in the middle of its content, and the relay has not said that it is to blame itself (a message that is
///   alone proves nothing otherwise),
///
/// this is an attempt of the recipient, and so is each such failure from then on. What the relay says of our password is never
/// a row's.
struct RepeatedFailures {
    private struct Failures {
        var count = 0
        /// How many messages the relay had accepted at the last failure.
        var accepted = 0
        /// Whether one of its failures was counted as an attempt of the recipient, as each later one is then.
        var countsAlways = false
    }

    /// Failures in a content that the relay need not have accepted others between.
    static let limit = 5

    private var failures: [DeliveryID: Failures] = [:]

    /// Takes note of a failure.
    /// - Parameter accepted: how many messages the relay has accepted in this run.
    /// - Returns: the failure as it concerns the delivery: the recipient's when it is an attempt.
    mutating func note(_ failure: Failure, of delivery: DeliveryID, accepted: Int) -> Failure {
        guard failure.mayBeTheRows else { return failure }
        var known = failures[delivery] ?? Failures()
        let isProven = known.count > 0 && accepted > known.accepted
        known.count += 1
        known.accepted = accepted
        if failure.isComplaint ? isProven && known.count >= Self.limit : isProven {
            known.countsAlways = true
        }
        if known.count >= Self.limit, failure.isUnexplainedLoss { known.countsAlways = true }
        failures[delivery] = known
        guard known.countsAlways else { return failure }
        let what = failure.phase == .content ? "its content broke off" : "the relay failed on it"
        return Failure(
            phase: failure.phase, cause: failure.cause, persistence: failure.persistence, scope: .recipient,
            reply: failure.reply, detail: "\(what) \(known.count) times: \(failure)")
    }

    /// Whether the relay failed on a row since it last gave an answer for it.
    func contains(_ delivery: DeliveryID) -> Bool { failures[delivery] != nil }

    /// The relay has given a delivery an answer.
    mutating func forget(_ delivery: DeliveryID) {
        if !failures.isEmpty { failures[delivery] = nil }
    }
}

extension Failure {
    /// Whether it is the relay's and came when it knew which message this is about.
    fileprivate var mayBeTheRows: Bool {
        guard scope == .relay, isOfMessage, cause != .authentication else { return false }
        return phase != .content || persistence == .transient
    }

    /// Whether a content broke off and the relay does not say that it is to blame.
    fileprivate var isUnexplainedLoss: Bool { phase == .content && reply?.isTransient != true }
}
