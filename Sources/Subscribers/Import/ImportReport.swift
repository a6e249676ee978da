// SPDX-License-Identifier: Apache-2.0

/// What an import did.
public struct ImportReport: Hashable, Sendable {
    /// A row that was not taken, or taken with something odd about it.
    public struct Remark: Hashable, Sendable, Codable {
        /// Where it starts in the file, counted from 1.
        public let line: Int
        /// The address as the file has it, as far as it can be shown.
        public let address: String
        /// Why.
        public let reason: String

        /// A row and what is to be said of it.
        public init(line: Int, address: String, reason: String) {
            self.line = line
            self.address = address
            self.reason = reason
        }
    }

    /// Now on the list and not before, as whatever the file says they are.
    public var added = 0
    /// On the list before, with something new about them.
    public var updated = 0
    /// On the list before, nothing new.
    public var unchanged = 0
    /// The same address once more in this file; counted by what the first one was as well.
    public var merged = 0
    /// Taken off the list, or suppressed, because the file says so.
    public var stopped = 0
    /// Not taken.
    public var rejected = 0
    /// Remarks on rows that were taken.
    public var warnings = 0

    /// Nothing yet.
    public init() {}

    /// The rows that were taken.
    public var taken: Int { added + updated + unchanged + merged + stopped }
}

/// What an import does to people who are here already.
public enum ImportMode: String, CaseIterable, Hashable, Sendable, Codable {
    /// Leaves them as they are.
    case add
    /// Takes what the file has; an empty cell leaves what is known.
    case update
    /// Takes the file's attributes for all there are; names and the rest as `update`.
    case replace
}
