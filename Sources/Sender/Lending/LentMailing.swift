// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A mailing as it is lent to many sending machines.
public struct LentMailing: Sendable {
    /// Which.
    public let id: MailingID
    /// When it was published, milliseconds since 1970.
    public let published: Int64
    /// How long it is of use to a reader; nil for as long as the retry policy goes on.
    public let lifetime: Duration?
    /// Until when those after the canary wait, milliseconds since 1970, and how many it has; nil when nobody waits for it.
    public let canary: (end: Int64, size: Int)?
    /// What stops it.
    public let guardRails: GuardRails?
    /// What its copies are made from besides their readers: the newsroom's own text.
    public let message: String

    /// A mailing that is being sent.
    public init(
        id: MailingID, published: Int64, lifetime: Duration?, canary: (end: Int64, size: Int)?,
        guardRails: GuardRails?, message: String
    ) {
        self.id = id
        self.published = published
        self.lifetime = lifetime
        self.canary = canary
        self.guardRails = guardRails
        self.message = message
    }
}
