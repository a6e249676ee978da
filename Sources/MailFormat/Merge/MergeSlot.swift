// SPDX-License-Identifier: Apache-2.0

/// A place filled per reader.
public struct MergeSlot: Hashable, Sendable, Codable {
    /// Whose value goes here.
    public let field: MergeField
    /// What stands here when the value is empty.
    public let fallback: String
    /// What surrounds the place.
    public let context: MergeContext

    /// A slot for a field, with what to say when a reader has no such value.
    public init(_ field: MergeField, fallback: String = "", in context: MergeContext) {
        self.field = field
        self.fallback = fallback
        self.context = context
    }
}
