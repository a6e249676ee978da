// SPDX-License-Identifier: Apache-2.0

/// One reader's copy of an edition in every form.
public struct EditionPreview: Hashable, Sendable {
    /// The subject, decoded.
    public let subject: String
    /// The HTML part, decoded.
    public let html: String
    /// The plain-text part as a mail program shows it.
    public let text: String
    /// The whole message, not signed.
    public let message: [UInt8]

    /// Two previews are equal when a reader would see the same. Messages are not compared, because each has a time and
    /// boundaries of its own.
    public static func == (one: EditionPreview, other: EditionPreview) -> Bool {
        one.subject == other.subject && one.html == other.html && one.text == other.text
    }

    /// Hashes what a reader sees.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(subject)
        hasher.combine(html)
        hasher.combine(text)
    }
}
