// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Where the links of a reader's own copy lead: the newsroom's web address, a purpose, the reader's token.
public struct ReaderLinks: Hashable, Sendable {
    private let baseURL: String
    /// Where the pictures of editions are.
    public let media: MediaAddress

    /// Where `serve` answers with pictures, copied elsewhere or not: for what goes out without an edition.
    public var ownMedia: MediaAddress { MediaAddress(base: "\(baseURL)/media") }

    /// - Parameters:
    ///   - baseURL: `https://news.example.com`, without a slash at the end.
    ///   - media: where pictures are, if not in `media` there.
    public init(baseURL: String, media: MediaAddress? = nil) {
        self.baseURL = baseURL
        self.media = media ?? MediaAddress(base: "\(baseURL)/media")
    }

    /// Unsubscribes: by POST at once, by GET after a question (RFC 8058).
    public var unsubscribe: MergeText { link("unsubscribe", .unsubscribeToken) }
    /// The same edition in a browser.
    public var browser: MergeText { link("browser", .browserToken) }
    /// What the reader is subscribed to.
    public var preferences: MergeText { link("preferences", .preferencesToken) }

    /// Confirms that a reader wants a list.
    public var confirm: MergeText { link("confirm", .confirmToken) }
    /// Confirms a change of address, at either end.
    public var address: MergeText { link("address", .addressToken) }

    private func link(_ purpose: String, _ token: MergeField) -> MergeText {
        MergeText([.literal("\(baseURL)/\(purpose)/"), .slot(MergeSlot(token, in: .verbatim))])
    }
}
