// SPDX-License-Identifier: Apache-2.0

/// Names what a run of a sender made a mailing's copies with besides its message and the readers, in the ledger's numbers.
public struct RecipeID: Hashable, Sendable {
    /// The worker that noted it.
    public let worker: Int64
    /// Which of those that the worker noted.
    public let number: Int64

    /// Wraps the ledger's numbers.
    public init(worker: Int64, number: Int64) {
        self.worker = worker
        self.number = number
    }
}
