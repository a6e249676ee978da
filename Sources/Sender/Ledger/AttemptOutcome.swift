// SPDX-License-Identifier: Apache-2.0

/// What an attempt was counted as. The words are the ledger's and the metrics'.
public enum AttemptOutcome: String, CaseIterable, Hashable, Sendable {
    /// The relay has it.
    case accepted
    /// It is due again later, and this counted as an attempt.
    case deferred
    /// It will not be tried again.
    case failed
    /// Nobody knows whether the relay has it.
    case uncertain
    /// It went back to the queue, because of the relay, the domain or the message, and cost the reader no attempt.
    case returned
}
