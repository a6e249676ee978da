// SPDX-License-Identifier: Apache-2.0

/// A segment under its name.
public struct SavedSegment: Hashable, Sendable {
    /// What commands call it.
    public let name: String
    /// What it asks.
    public let expression: String
    /// Milliseconds since 1970.
    public let createdAt: Int64

    /// A segment and its name.
    public init(name: String, expression: String, createdAt: Int64) {
        self.name = name
        self.expression = expression
        self.createdAt = createdAt
    }
}
