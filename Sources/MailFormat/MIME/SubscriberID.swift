// SPDX-License-Identifier: Apache-2.0

/// Names one subscriber for as long as the newsroom keeps them.
public struct SubscriberID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number the store gave them.
    public let rawValue: Int64

    /// Wraps the store's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}
