// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A reader's wish for another address, which waits until both mailboxes have answered.
public struct AddressChange: Hashable, Sendable {
    /// One of the two mailboxes.
    public enum End: Hashable, Sendable {
        /// Where their mail comes now.
        case former
        /// Where they want it.
        case new
    }

    /// Where their mail comes now.
    public let former: EmailAddress
    /// Where they want it.
    public let new: EmailAddress
    /// When they asked, milliseconds since 1970.
    public let askedAt: Int64
    /// The mailboxes that have answered.
    public let answers: Set<End>

    /// A wish.
    public init(former: EmailAddress, new: EmailAddress, askedAt: Int64, answers: Set<End>) {
        self.former = former
        self.new = new
        self.askedAt = askedAt
        self.answers = answers
    }

    /// What comes of a wish at once.
    public enum Asked: Hashable, Sendable {
        /// Both mailboxes are asked, unless the new one gets the list already or must not be mailed: whoever asks is not told.
        case asked
        /// It is the address they have.
        case same
        /// They asked too often, or the list is asked for too often.
        case tooMany
    }

    /// What comes of an answer.
    public enum Answered: Hashable, Sendable {
        /// The other mailbox has not answered yet.
        case half
        /// The reader has the new address.
        case changed
        /// The new address belongs to somebody who is here already; nothing changes.
        case taken
    }
}
