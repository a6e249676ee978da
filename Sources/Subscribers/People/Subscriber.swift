// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A person who reads newsletters.
public struct Subscriber: Hashable, Sendable {
    /// Who.
    public let id: SubscriberID
    /// Where mail goes.
    public let address: EmailAddress
    /// May be empty.
    public var firstName: String
    /// May be empty.
    public var lastName: String
    /// A language tag (RFC 5646); may be empty.
    public var language: String
    /// An IANA time zone; may be empty.
    public var timeZone: String
    /// The newsroom's own fields: see `AttributeJSON`.
    public var attributes: String
    /// When they first asked for a list, milliseconds since 1970.
    public var joinedAt: Int64

    /// A person with what is known of them.
    public init(
        id: SubscriberID, address: EmailAddress, firstName: String = "", lastName: String = "",
        language: String = "",
        timeZone: String = "", attributes: String = "{}", joinedAt: Int64 = 0
    ) {
        self.id = id
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        self.language = language
        self.timeZone = timeZone
        self.attributes = attributes
        self.joinedAt = joinedAt
    }

    /// The attributes one by one, in the order of their names.
    public var members: [(name: String, value: AttributeValue)] { AttributeJSON.members(attributes) ?? [] }
}

/// What everybody has beside an address and attributes, by the names of columns and of changes.
public enum PersonField: String, CaseIterable, Sendable {
    case firstName = "first_name"
    case lastName = "last_name"
    /// A BCP 47 tag.
    case language
    /// An IANA name.
    case zone
}
