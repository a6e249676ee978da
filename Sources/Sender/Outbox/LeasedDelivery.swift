// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A delivery that this worker holds. One that was in doubt has the reader of the copy that may have arrived,
/// so that a repeat is the same.
public struct LeasedDelivery: Hashable, Sendable {
    /// Its row.
    public let id: DeliveryID
    /// Which mailing.
    public let mailing: MailingID
    /// Who reads it, and where it goes.
    public let reader: Reader
    /// How often it was tried before.
    public let attempts: Int
    /// How often it was uncertain before.
    public let doubts: Int
    /// Time since its mailing was published, or since its reader's clocks had it go out.
    public let age: Duration
    /// How long after that it is of use; nil for as long as the retry policy goes on.
    public let lifetime: Duration?
    /// Which version of the edition, counted from 1.
    public let version: Int
    /// What the copy was made with that may have arrived; nil when there is none, or that is not known.
    public let recipe: RecipeID?

    /// A row with what sending it needs.
    public init(
        id: DeliveryID, mailing: MailingID, reader: Reader, attempts: Int, doubts: Int, age: Duration,
        lifetime: Duration? = nil, version: Int = 1, recipe: RecipeID? = nil
    ) {
        self.id = id
        self.mailing = mailing
        self.reader = reader
        self.attempts = attempts
        self.doubts = doubts
        self.age = age
        self.lifetime = lifetime
        self.version = version
        self.recipe = recipe
    }

    /// Which subscriber.
    public var subscriber: SubscriberID { reader.id }

    /// Where it goes.
    public var recipient: EmailAddress { reader.address }

    /// The same row, with the reader that its copy in doubt has.
    public func repeating(for former: Reader, madeWith recipe: RecipeID?) -> Self {
        LeasedDelivery(
            id: id, mailing: mailing, reader: former, attempts: attempts, doubts: doubts, age: age,
            lifetime: lifetime, version: version, recipe: recipe)
    }
}
