// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Subscribers

extension AddressVerdict {
    /// | key | |
    /// | --- | --- |
    /// | `address` | as it was given |
    /// | `valid`, `normalised` | whether it is one, and how it is kept |
    /// | `reason` | why it is none, or what is odd about it |
    public var json: JSONValue {
        [
            "address": .text(text), "valid": JSONValue(isValid),
            "normalised": JSONValue(address?.description), "reason": JSONValue(reason),
        ]
    }
}

extension Subscriber {
    /// | key | |
    /// | --- | --- |
    /// | `address`, `firstName`, `lastName`, `language` | as they are kept |
    /// | `lists` | the status on each list they ever were on, by its name |
    public func json(on lists: [Subscription]) -> JSONValue {
        [
            "address": .text(address.description), "firstName": .text(firstName), "lastName": .text(lastName),
            "language": .text(language),
            "lists": .object(
                Dictionary(
                    lists.map { ($0.list, .text($0.status.name)) }, uniquingKeysWith: { first, _ in first })),
        ]
    }
}

extension Erasure {
    /// | key | |
    /// | --- | --- |
    /// | `erased` | whether nothing is left |
    /// | `hash` | what stays suppressed |
    /// | `searched`, `traces` | the names of the database's files, and how often an address stands in them |
    /// | `backups` | the backups of `backup:` in daybreak.yaml that still hold one |
    public var json: JSONValue {
        [
            "erased": JSONValue(left == 0), "hash": .text(hash.description), "searched": JSONValue(searched),
            "traces": JSONValue(left), "backups": JSONValue(backups),
        ]
    }
}

extension PendingRequest {
    /// `address`, `at` (since when, RFC 3339) and `state`: `mailed` or `held`.
    /// - Parameter zone: whose clock the time is told by.
    public func json(in zone: NamedZone) -> JSONValue {
        [
            "address": .text(address.description), "at": .text(RFC3339.text(at, in: zone)),
            "state": .text(isMailed ? "mailed" : "held"),
        ]
    }
}

extension JSONValue {
    /// How many held requests were `mailed`.
    public static func requests(mailed count: Int) -> JSONValue { ["mailed": JSONValue(count)] }

    /// How many held requests were `dropped`.
    public static func requests(dropped count: Int) -> JSONValue { ["dropped": JSONValue(count)] }

    /// Which sections the reader with an `address` does `without`.
    public static func sections(of address: EmailAddress, without sections: [String]) -> JSONValue {
        ["address": .text(address.description), "without": JSONValue(sections)]
    }

    /// The name of an `attribute`, and its `type`.
    public static func attribute(_ name: String, _ type: AttributeType) -> JSONValue {
        ["attribute": .text(name), "type": .text(type.rawValue)]
    }

    /// An `address`, its `hash`, and why it is `suppressed`; null when it may be mailed.
    public static func suppression(of address: EmailAddress, reason: String?) -> JSONValue {
        [
            "address": .text(address.description), "hash": .text(AddressHash(address).description),
            "suppressed": JSONValue(reason),
        ]
    }

    /// How many lines of a file of suppressions were `read`, and how many `added` one.
    public static func suppressions(added: Int, read: Int) -> JSONValue {
        ["added": JSONValue(added), "read": JSONValue(read)]
    }
}
