// SPDX-License-Identifier: Apache-2.0

/// A value that differs from reader to reader.
public struct MergeField: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// A dotted name: `reader.first_name`.
    public let rawValue: String

    /// Any name; who composes knows which names are known.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The dotted name.
    public var description: String { rawValue }

    /// The reader's address.
    public static let email = MergeField(rawValue: "reader.email")
    /// The reader's first name.
    public static let firstName = MergeField(rawValue: "reader.first_name")
    /// The reader's last name.
    public static let lastName = MergeField(rawValue: "reader.last_name")
    /// The reader's whole name.
    public static let name = MergeField(rawValue: "reader.name")

    /// The reader's language tag.
    public static let language = MergeField(rawValue: "reader.language")

    /// An attribute of the reader's, under the name the list gives it.
    public static func attribute(_ name: String) -> MergeField { MergeField(rawValue: "reader.\(name)") }

    /// Whether it is something of the reader's own, not something made for a copy.
    public var isOfReader: Bool { rawValue.hasPrefix("reader.") }

    /// The token of the link that unsubscribes.
    public static let unsubscribeToken = MergeField(rawValue: "token.unsubscribe")
    /// The token of the link to the browser version.
    public static let browserToken = MergeField(rawValue: "token.browser")
    /// The token of the link to the reader's preferences.
    public static let preferencesToken = MergeField(rawValue: "token.preferences")

    /// The token of the link that confirms a subscription.
    public static let confirmToken = MergeField(rawValue: "token.confirm")
    /// The token of the link that confirms a change of address.
    public static let addressToken = MergeField(rawValue: "token.address")

    /// The token by which a report about the copy is known.
    public static let reportToken = MergeField(rawValue: "token.report")

    /// The left part of the Message-ID.
    public static let messageID = MergeField(rawValue: "message.id")

    /// When the copy goes out, as its header says it: in mailings whose readers' clocks decide that.
    public static let date = MergeField(rawValue: "message.date")
}
