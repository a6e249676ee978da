// SPDX-License-Identifier: Apache-2.0

/// What secrets are there for. A process asks only for those of what it does, so that a secret that is missing keeps nothing else
/// from being done.
public struct SecretUses: OptionSet, Hashable, Sendable {
    /// A bit for each use.
    public let rawValue: UInt8

    /// A set of uses.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// To enter relays and the mailbox of returns, and to copy pictures.
    public static let sending = SecretUses(rawValue: 1)
    /// To know who posts what came back.
    public static let web = SecretUses(rawValue: 2)
    /// For whatever can be done.
    public static let all: SecretUses = [.sending, .web]
}
