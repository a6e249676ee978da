// SPDX-License-Identifier: Apache-2.0

/// One reader's copy, as far as the ledger knows what it was made from.
public struct CopyRecord: Sendable {
    /// Where the delivery stands.
    public let state: DeliveryState
    /// How often a relay answered for it.
    public let attempts: Int
    /// Which version of the edition.
    public let version: Int
    /// What it was filled with, and where it went.
    public let reader: Reader
    /// Whether `reader` is what the copy was filled with; else that is not known, and `reader` is what they have now.
    public let isReaderKnown: Bool
    /// The keys it was made with; nil when that is not known.
    public let recipe: CopyRecipe?

    /// What is known of a copy.
    public init(
        state: DeliveryState, attempts: Int, version: Int, reader: Reader, isReaderKnown: Bool,
        recipe: CopyRecipe?
    ) {
        self.state = state
        self.attempts = attempts
        self.version = version
        self.reader = reader
        self.isReaderKnown = isReaderKnown
        self.recipe = recipe
    }
}
