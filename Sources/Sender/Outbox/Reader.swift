// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A reader as a copy of theirs is filled: who, where it goes, and what is known of them at that moment.
public struct Reader: Hashable, Sendable {
    /// Who.
    public let id: SubscriberID
    /// Where mail goes.
    public let address: EmailAddress
    /// May be empty.
    public let firstName: String
    /// May be empty.
    public let lastName: String
    /// A language tag; may be empty.
    public let language: String
    /// The newsroom's own fields, as a JSON object. It is read only when a copy asks for one of its members.
    public let attributes: String
    /// When their own clocks have the copy go out, milliseconds since 1970; nil in mailings that go out to all at once.
    public let waveAt: Int64?

    /// A reader's values.
    public init(
        id: SubscriberID, address: EmailAddress, firstName: String = "", lastName: String = "",
        language: String = "", attributes: String = "{}", waveAt: Int64? = nil
    ) {
        self.id = id
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        self.language = language
        self.attributes = attributes
        self.waveAt = waveAt
    }
}
