// SPDX-License-Identifier: Apache-2.0

/// The validators that a server gave with a feed, by which it tells whether the feed has changed (RFC 9110 §13.1).
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
