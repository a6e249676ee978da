// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What the ledger is told about one delivery.
public enum Disposition: Hashable, Sendable {
    /// The relay has it.
    case accepted(Reply)
    /// It will not be tried again.
    case failed(Failure)
    /// It is due again after a wait.
    case deferred(Failure, after: Duration)
    /// Nobody knows; due again after a wait, or held for an operator.
    case uncertain(String, resendAfter: Duration?)
    /// It was not tried: queued again where it was, as if it had not been leased.
    case returned
    /// It was not its turn, others' mail was too much, or the relay failed: due again after a wait, behind all that are due by
    /// then, and no attempt is counted. Nil when nothing was said of it.
    case postponed(Failure?, after: Duration)
}

extension Disposition {
    var isAccepted: Bool { if case .accepted = self { true } else { false } }
    var isUncertain: Bool { if case .uncertain = self { true } else { false } }
}
