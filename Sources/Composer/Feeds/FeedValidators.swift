/// What a server wants to be reminded of (RFC 9110 §13.1).
public struct FeedValidators: Hashable, Sendable {
    /// For `If-None-Match`.
    public var etag: String?
    /// For `If-Modified-Since`.
    public var lastModified: String?

    /// Both may be missing.
    public init(etag: String?, lastModified: String?) {
        self.etag = etag
        self.lastModified = lastModified
    }
}
