// SPDX-License-Identifier: Apache-2.0

/// What became of a lent delivery, as a worker tells the newsroom.
public struct LentResult: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        /// What its attempt came to; with what a relay did, where one was asked.
        case attempt(Disposition, RelayWork?)
        /// Its reader may not be mailed any more.
        case suppressed
        /// Its mailing was of no more use.
        case expired
    }

    /// The number of its row.
    public let delivery: DeliveryID
    /// Which version of the edition its copy was.
    public let version: Int
    /// Which values of the reader its copy was filled with.
    public let generation: Int64
    /// What became of it.
    public let outcome: Outcome

    /// A result.
    public init(delivery: DeliveryID, version: Int, generation: Int64, outcome: Outcome) {
        self.delivery = delivery
        self.version = version
        self.generation = generation
        self.outcome = outcome
    }
}
