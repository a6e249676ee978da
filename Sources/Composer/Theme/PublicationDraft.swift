// SPDX-License-Identifier: Apache-2.0
import Foundation
public import MailFormat

/// What a publication cannot do without, from which its file is made.
public struct PublicationDraft: Sendable {
    /// What readers call it.
    public var name: String
    /// Whom mail is from.
    public var sender: EmailAddress
    /// The publisher's postal address, a line each.
    public var postalAddress: [String]
    /// A BCP 47 tag.
    public var language: String
    /// The IANA name of the zone its editions are dated in; nil for the machine's.
    public var zone: String?
    /// The colour of kickers and links.
    public var accent: Brand.Colour
    /// Fonts by the keys of `fonts`; none for the usual ones.
    public var fonts: [String: String] = [:]
    /// The address of its logo and how wide it is shown.
    public var logo: (url: String, width: Int)?

    /// A publication.
    public init(
        name: String, sender: EmailAddress, postalAddress: [String], language: String, zone: String?,
        accent: Brand.Colour
    ) {
        self.name = name
        self.sender = sender
        self.postalAddress = postalAddress
        self.language = language
        self.zone = zone
        self.accent = accent
    }

    /// Its `publication.yaml`, with what was not said filled in.
    public var yaml: String {
        let words = Words.known(in: language)
        func quoted(_ text: String) -> String { YAMLText.scalar(text) }
        func noted(_ line: String, _ note: String) -> String {
            line.padding(toLength: max(38, line.count + 1), withPad: " ", startingAt: 0) + "# \(note)"
        }
        var lines = [
            "# Who it is, what it looks like, what every edition ends with. templates/README.md explains every key.",
            "name: \(quoted(name))", noted("language: \(quoted(language))", "sets dates and hyphens"),
        ]
        if Direction(of: language) == .rightToLeft { lines.append("direction: rtl") }
        if let zone {
            lines.append(noted("zone: \(quoted(zone))", "whose clock dates editions and tells times"))
        }
        lines += [
            "colours:", noted("  accent: \"\(accent.light)\"", "on paper"),
            noted("  accent_dark: \"\(accent.dark)\"", "in the dark"),
        ]
        if !fonts.isEmpty { lines.append("fonts:") }
        lines += fonts.sorted { $0.key < $1.key }.map { "  \($0.key): \(quoted($0.value))" }
        let shown = logo ?? ("media/….png", 240)
        lines += [
            noted("# tagline: \"…\"", "under the name"),
            noted(
                "\(logo == nil ? "# " : "")logo: { url: \"\(shown.url)\", alt: \(quoted(name)), width: \(shown.width) }",
                "instead of the name"),
            "sender:", "  name: \(quoted(name))", "  address: \(quoted("\(sender)"))", "footers:",
            noted("  about:", "one text an edition, in turn"),
            "    - \(quoted(words.filled("start_about", ["name": name])))",
            "  sign_off: \(quoted(words["start_sign_off"]))",
            "  reason: \(quoted(words.filled("start_reason", ["name": name])))",
            "  postal_address:",
        ]
        lines += postalAddress.map { "    - \(quoted($0))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
