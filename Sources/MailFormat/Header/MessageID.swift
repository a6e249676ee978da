// SPDX-License-Identifier: Apache-2.0

/// The identity of one reader's copy, the same each time it is sent (RFC 5322 §3.6.4).
///
/// It is derived from the mailing and the subscriber, so a repeat is recognisable by whoever gets it.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// Left of the `@`.
    public let left: String
    /// Right of the `@`.
    public let domain: String

    /// - Parameter mailingKey: random letters and digits drawn when the mailing was published, so that two
    ///   newsrooms under one domain, or one restored from a backup, never give two mails one identity.
    public init(mailingKey: String, subscriber: SubscriberID, domain: String) {
        left = Self.left(mailingKey: mailingKey, subscriber: subscriber)
        self.domain = domain
    }

    /// What stands left of the `@`: the part that differs from reader to reader.
    public static func left(mailingKey: String, subscriber: SubscriberID) -> String {
        "\(mailingKey).\(subscriber)"
    }

    /// `<left@domain>`.
    public var description: String { "<\(left)@\(domain)>" }
}
