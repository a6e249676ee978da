// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A delivery as it is lent to many sending machines: what they need of its row and its reader.
public struct LentDelivery: Hashable, Sendable {
    /// The number of its row.
    public var id: Int64
    /// Who reads it, and where it goes; of one in doubt as in the copy that may have arrived.
    public var reader: Reader
    /// The ledger's number of these values of the reader.
    public var generation: Int64
    /// Which version of the edition, counted from 1.
    public var version: Int
    /// How often it was tried before.
    public var attempts: Int
    /// How often it was uncertain before.
    public var doubts: Int
    /// What the copy was made with that may have arrived.
    public var recipe: RecipeID?
    /// The last of the newsroom's stops that these values know of.
    public var knownStop: Int64

    /// The most deliveries that are leased together.
    public static let mostInABatch = 256

    /// Whether its reader was erased meanwhile: nothing is known of them but their number.
    public var isErased: Bool { reader.address.localPart.isEmpty }

    /// The same delivery without anything that tells who its reader is.
    public var erased: LentDelivery {
        var erased = self
        erased.reader = Reader(id: reader.id, address: EmailAddress(trustedLocalPart: "", domain: ""))
        return erased
    }

    /// A delivery that waits.
    public init(
        id: Int64, reader: Reader, generation: Int64, version: Int, attempts: Int = 0, doubts: Int = 0,
        recipe: RecipeID? = nil, knownStop: Int64 = 0
    ) {
        self.id = id
        self.reader = reader
        self.generation = generation
        self.version = version
        self.attempts = attempts
        self.doubts = doubts
        self.recipe = recipe
        self.knownStop = knownStop
    }
}
