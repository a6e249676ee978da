public import MailFormat

/// A person who reads newsletters.
public struct Subscriber: Hashable, Sendable {
    /// Who.
    public let id: SubscriberID
    /// Where mail goes.
    public let address: EmailAddress
    /// May be empty.
    public let firstName: String
    /// May be empty.
    public let lastName: String
    /// The lists' own fields by name.
    public let attributes: [String: String]

    /// A person with what is known of them.
    public init(
        id: SubscriberID, address: EmailAddress, firstName: String, lastName: String,
        attributes: [String: String]
    ) {
        self.id = id
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        self.attributes = attributes
    }
}

/// Whether a person wants a list's mail. The numbers are the store's.
public enum SubscriptionStatus: Int, Hashable, Sendable, Codable {
    /// Asked for it, and has not confirmed yet.
    case unconfirmed = 0
    /// Wants it.
    case active = 1
    /// Does not want it any more.
    case unsubscribed = 2

    /// The word reports and JSON use.
    public var name: String { String(describing: self) }
}

/// A list people subscribe to.
public struct MailingList: Hashable, Sendable {
    /// What commands call it: `morning`.
    public let name: String
    /// What readers see: `Morning Edition`.
    public let title: String

    /// A list.
    /// - Throws: when the name would not do in a command, a List-Id or a file name.
    public init(name: String, title: String) throws(InvalidListName) {
        let isNamed = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard isNamed, (1...63).contains(name.utf8.count), name.first != "-", name.last != "-" else {
            throw InvalidListName(name: name)
        }
        self.name = name
        self.title = title
    }
}

/// A name that no list can have.
public struct InvalidListName: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was given.
    public let name: String

    /// One clause.
    public var description: String {
        "“\(name)” cannot name a list: use a–z, 0–9 and hyphens, 63 characters at most"
    }
}

/// One person's relation to one list.
public struct Subscription: Hashable, Sendable {
    /// The list's name.
    public let list: String
    /// What the list is called.
    public let title: String
    /// Whether they want it.
    public let status: SubscriptionStatus
    /// When that last changed, milliseconds since 1970.
    public let changedAt: Int64

    /// A relation.
    public init(list: String, title: String, status: SubscriptionStatus, changedAt: Int64) {
        self.list = list
        self.title = title
        self.status = status
        self.changedAt = changedAt
    }
}
