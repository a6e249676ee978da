/// What is known of a reader when their copy is written.
public struct Reader: Hashable, Sendable {
    /// May be empty.
    public let firstName: String
    /// May be empty.
    public let lastName: String
    /// A language tag; may be empty.
    public let language: String
    /// The newsroom's own fields, as a JSON object.
    public let attributes: String

    /// A reader's values.
    public init(
        firstName: String = "", lastName: String = "", language: String = "", attributes: String = "{}"
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.language = language
        self.attributes = attributes
    }
}
