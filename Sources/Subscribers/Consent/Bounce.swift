// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A mail that came back from one mailbox.
public struct Bounce: Hashable, Sendable {
    /// What it says of the mailbox.
    public let kind: BounceKind
    /// Milliseconds since 1970.
    public let at: Int64

    /// A bounce.
    public init(_ kind: BounceKind, at: Int64) {
        self.kind = kind
        self.at = at
    }
}
