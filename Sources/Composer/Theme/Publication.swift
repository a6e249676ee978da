// SPDX-License-Identifier: Apache-2.0
import Foundation
public import MailFormat

/// A newsletter's brand.
public struct Publication: Hashable, Sendable {
    /// Its directory under `templates/`.
    public let id: String
    /// What readers call it.
    public let name: String
    /// Under the name; may be empty.
    public let tagline: String
    /// A BCP 47 tag.
    public let language: String
    /// `ltr` or `rtl`.
    public let direction: String
    /// The IANA name of the time zone its editions are dated in; nil for the machine's.
    public let zone: String?
    /// Colours, fonts, logo.
    public let brand: Brand
    /// The words that templates and readers' pages say themselves.
    public let words: Words
    /// The directory under `templates/` that holds its theme.
    public let theme: String
    /// Sections in the order an edition has them.
    public let sections: [String]
    /// The sections a reader can do without.
    public let optionalSections: [String]
    /// The number of its first edition; more than 1 for who comes from elsewhere.
    public let firstNumber: Int
    /// From how many stories on an edition lists them at its head, where it does not say itself.
    public let contentsFrom: Int
    /// Who writes for it.
    public let writers: [Writer]
    /// Where its letters lead besides.
    public let outreach: Outreach
    /// A question at the end of every edition.
    public let poll: Poll?
    /// Whom mail is from.
    public let sender: Mailbox
    /// Where answers go, if not to the sender.
    public let replyTo: Mailbox?
    /// Texts about the publication, one an edition in turn.
    public let about: [String]
    /// The last word.
    public let signOff: String
    /// Why a reader gets this.
    public let reason: String
    /// The publisher's postal address, a line each.
    public let postalAddress: [String]

    /// The about text of an edition: they rotate by its number.
    public func about(number: Int) -> String { about[(number - 1) % about.count] }

    /// Texts of the site's own that pasted articles may carry.
    public var boilerplate: [String] { about + [signOff] }
}

extension Publication {
    /// The keys of `publication.yaml`.
    static let keys = [
        "name", "tagline", "language", "direction", "zone", "theme", "colours", "fonts", "logo", "labels",
        "sections", "section_colours", "optional_sections", "first_number", "contents_from", "authors",
        "subscribe", "share", "social", "poll", "sender", "reply_to", "footers",
    ]

    /// Reads `publication.yaml`.
    /// - Parameter words: `words.yaml` beside it; nil where there is none.
    public init(
        yaml: String, words: String? = nil, id: String, named file: String
    ) throws(YAMLMapping.Fault) {
        let root = try YAMLMapping(yaml: yaml, file: file)
        try root.allow(Self.keys)
        self.id = id
        name = try Self.line(root, "name")
        tagline = try root.optionalLine("tagline") ?? ""
        language = try Self.line(root, "language")
        guard Self.isLanguage(language) else {
            throw root.fault("language", "is “\(language)”, which is no language like en-GB, uk or pt-BR")
        }
        direction = try Self.direction(root)
        zone = try root.optionalText("zone")
        theme = try Self.theme(root) ?? id
        brand = try Brand(root)
        let own = try words.map { text throws(YAMLMapping.Fault) in
            try YAMLMapping(yaml: text, file: file.replacing("publication.yaml", with: "words.yaml"))
        }
        self.words = try Words(
            language: language, [try root.optionalMapping("labels"), own].compactMap(\.self))
        sections = try root.texts("sections")
        optionalSections = try Self.optionalSections(root)
        firstNumber = try root.optionalInteger("first_number", in: 1...1_000_000) ?? 1
        contentsFrom = try root.optionalInteger("contents_from", in: 1...100) ?? 6
        writers = try root.mappings("authors").map { mapping throws(YAMLMapping.Fault) in try Writer(mapping)
        }
        outreach = try Outreach(root, name: name)
        poll = try root.optionalMapping("poll").map { mapping throws(YAMLMapping.Fault) in try Poll(mapping) }
        guard let sender = try root.optionalMapping("sender") else {
            throw root.fault("sender", "is missing")
        }
        self.sender = try Self.mailbox(sender)
        replyTo = try root.optionalMapping("reply_to").map { mapping throws(YAMLMapping.Fault) in
            try Self.mailbox(mapping)
        }
        guard let footers = try root.optionalMapping("footers") else {
            throw root.fault("footers", "is missing")
        }
        try footers.allow(["about", "sign_off", "reason", "postal_address"])
        about = try footers.texts("about")
        guard !about.isEmpty else { throw footers.fault("about", "has no text") }
        signOff = try footers.text("sign_off")
        reason = try footers.text("reason")
        postalAddress = try footers.texts("postal_address")
        guard !postalAddress.isEmpty else {
            throw footers.fault("postal_address", "is missing: the law wants one in every newsletter")
        }
    }

    /// Whether a text is a tag of a language that ISO 639 knows, with what BCP 47 lets stand behind it.
    public static func isLanguage(_ tag: String) -> Bool {
        tag.wholeMatch(of: /[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/) != nil
            && Locale.LanguageCode(tag.primaryLanguage).isISOLanguage
    }

    private static func direction(_ root: YAMLMapping) throws(YAMLMapping.Fault) -> String {
        let direction = try root.optionalText("direction") ?? "ltr"
        guard ["ltr", "rtl"].contains(direction) else {
            throw root.fault("direction", "is neither “ltr” nor “rtl”")
        }
        return direction
    }

    private static func theme(_ root: YAMLMapping) throws(YAMLMapping.Fault) -> String? {
        guard let theme = try root.optionalText("theme") else { return nil }
        guard theme.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 > 0x20 }), !theme.hasPrefix(".") else {
            throw root.fault("theme", "is not the name of a directory under templates/")
        }
        return theme
    }

    private static func optionalSections(_ root: YAMLMapping) throws(YAMLMapping.Fault) -> [String] {
        let sections = try root.texts("optional_sections")
        guard sections.count <= mostOptionalSections else {
            throw root.fault(
                "optional_sections",
                "names more than \(mostOptionalSections): each doubles the versions to set")
        }
        return sections
    }

    private static let mostOptionalSections = 8

    /// A text that may stand in a header: no line break, no control character.
    private static func line(_ mapping: YAMLMapping, _ key: String) throws(YAMLMapping.Fault) -> String {
        let text = try mapping.text(key)
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw mapping.fault(key, "holds a line break or control character, which no mail header may")
        }
        return text
    }

    private static func mailbox(_ mapping: YAMLMapping) throws(YAMLMapping.Fault) -> Mailbox {
        try mapping.allow(["name", "address"])
        let text = try mapping.text("address")
        let address: EmailAddress
        do { address = try EmailAddress(text) } catch {
            throw mapping.fault("address", "“\(text)” is no e-mail address: \(error)")
        }
        let name = try mapping.optionalText("name") == nil ? "" : try line(mapping, "name")
        return Mailbox(name: name, address: address)
    }
}
