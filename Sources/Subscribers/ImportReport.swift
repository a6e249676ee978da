/// What an import did.
public struct ImportReport: Hashable, Sendable {
    /// A row that was not taken.
    public struct Reject: Hashable, Sendable, Codable {
        /// Where it starts in the file, counted from 1.
        public let line: Int
        /// The address as the file has it, as far as it can be shown.
        public let address: String
        /// Why.
        public let reason: String

        /// A row and why it was not taken.
        public init(line: Int, address: String, reason: String) {
            self.line = line
            self.address = address
            self.reason = reason
        }
    }

    /// Now on the list and not before.
    public var added = 0
    /// On the list before, with something new about them.
    public var updated = 0
    /// On the list before, nothing new.
    public var unchanged = 0
    /// Not taken.
    public var rejected = 0

    /// Nothing yet.
    public init() {}
}
