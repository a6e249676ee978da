// SPDX-License-Identifier: Apache-2.0

/// An entry of the suppression list.
public struct SuppressionEntry: Hashable, Sendable {
    /// Whom it concerns.
    public enum Subject: Hashable, Sendable {
        case address(AddressHash)
        case domain(String)
    }

    /// Whom.
    public let subject: Subject
    /// Why.
    public let reason: String
    /// Since when, milliseconds since 1970.
    public let since: Int64

    /// An entry.
    public init(_ subject: Subject, reason: String, since: Int64) {
        self.subject = subject
        self.reason = reason
        self.since = since
    }
}
