// SPDX-License-Identifier: Apache-2.0

/// Somebody who writes for a publication: `authors` of `publication.yaml`.
public struct Writer: Hashable, Sendable {
    /// As bylines have it.
    public let name: String
    /// What they are, as “Editor”.
    public let role: String?
    /// The address of a square picture of them; shown 40 pixels wide.
    public let portrait: String?

    /// Reads one.
    init(_ mapping: YAMLMapping) throws(YAMLMapping.Fault) {
        try mapping.allow(["name", "role", "portrait"])
        guard let name = try mapping.optionalLine("name"), !name.isEmpty else {
            throw mapping.fault("name", "is missing")
        }
        self.name = name
        role = try mapping.optionalLine("role")
        portrait = try mapping.optionalPicture("portrait")
    }
}

extension YAMLMapping {
    /// The address of a picture: https, or one of the newsroom's own, `media/NAME`.
    func optionalPicture(_ key: String) throws(Fault) -> String? {
        guard let text = try optionalText(key) else { return nil }
        guard
            MediaAddress.name(in: text) != nil || SafeURL.isWeb(text) && text.lowercased().hasPrefix("https:")
        else {
            throw fault(
                key,
                "is neither an https address nor media/NAME: mail programs load pictures from nowhere else; “daybreak media add” keeps one"
            )
        }
        return text
    }

    /// An address that may stand in a letter.
    func optionalLink(_ key: String) throws(Fault) -> String? {
        guard let text = try optionalText(key) else { return nil }
        guard SafeURL.isLink(text) else { throw fault(key, SafeURL.fault(of: text)) }
        return text
    }
}
