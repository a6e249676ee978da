/// What copies were filled with before it changed.
public struct FormerValues: Hashable, Sendable {
    /// Where they went.
    public let address: String
    /// Of the newsroom's own fields, those that some message merges.
    public let reader: Reader

    /// Values that were.
    public init(address: String, reader: Reader) {
        self.address = address
        self.reader = reader
    }
}
