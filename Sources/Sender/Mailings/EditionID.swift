// SPDX-License-Identifier: Apache-2.0

/// Names one edition in a newsroom.
public struct EditionID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The store's number.
    public let rawValue: Int64

    /// Wraps the store's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}
