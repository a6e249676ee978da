// SPDX-License-Identifier: Apache-2.0

/// A name and an address as a header shows them: `The Daily Caffeine <morning@example.com>`.
public struct Mailbox: Hashable, Sendable {
    /// What readers see; may be empty.
    public let name: String
    /// Where mail goes.
    public let address: EmailAddress

    /// An address, with a name for people.
    public init(name: String = "", address: EmailAddress) {
        self.name = name
        self.address = address
    }
}
