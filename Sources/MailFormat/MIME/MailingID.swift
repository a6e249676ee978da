// SPDX-License-Identifier: Apache-2.0

/// Names one mailing: an edition going to an audience at a time.
public struct MailingID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number the ledger gave it.
    public let rawValue: Int64

    /// Wraps the ledger's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}
