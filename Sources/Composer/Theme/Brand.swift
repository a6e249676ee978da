// SPDX-License-Identifier: Apache-2.0

/// The look of a publication: `colours`, `fonts` and `logo` of `publication.yaml`.
public struct Brand: Hashable, Sendable {
    /// One colour in both schemes, `#rrggbb`.
    public struct Colour: Hashable, Sendable {
        /// On paper.
        public let light: String
        /// In the dark.
        public let dark: String
    }

    /// CSS font stacks.
    public struct Fonts: Hashable, Sendable {
        /// Of headlines.
        public let headline: String
        /// Of text.
        public let text: String
        /// Of what is said besides.
        public let label: String
    }

    /// Kickers, links, the tagline.
    public internal(set) var accent: Colour
    /// The background.
    public let paper: Colour
    /// Text.
    public let ink: Colour
    /// Bylines, captions, small print.
    public let soft: Colour
    /// Thin lines.
    public let hair: Colour
    /// CSS font stacks.
    public let fonts: Fonts
    /// Stands for the name at the top.
    public let logo: Logo?
    /// Kickers, links and rules of stories of some sections.
    public let sections: [String: Colour]

    /// The paper of who names none.
    static let paperByDefault = Colour(light: "#fbf7f0", dark: "#171310")
    private static let serif = "Georgia, 'Times New Roman', serif"
    private static let sans = "Arial, Helvetica, sans-serif"
    private static let colourKeys = ["accent", "paper", "ink", "soft", "hair"]

    /// Reads the keys of a publication; only the accent has no default.
    init(_ root: YAMLMapping) throws(YAMLMapping.Fault) {
        guard let colours = try root.optionalMapping("colours") else {
            throw root.fault("colours", "is missing")
        }
        try colours.allow(Self.colourKeys.flatMap { [$0, "\($0)_dark"] })
        accent = try Self.colour(colours, "accent", nil)
        paper = try Self.colour(colours, "paper", Self.paperByDefault)
        ink = try Self.colour(colours, "ink", Colour(light: "#1f1813", dark: "#f1e9df"))
        soft = try Self.colour(colours, "soft", Colour(light: "#6b5f55", dark: "#b8aa9c"))
        hair = try Self.colour(colours, "hair", Colour(light: "#ddd2c4", dark: "#453b33"))
        let stacks = try root.optionalMapping("fonts")
        try stacks?.allow(["headline", "text", "label"])
        let text = try Self.font(stacks, "text") ?? Self.serif
        fonts = Fonts(
            headline: try Self.font(stacks, "headline") ?? text, text: text,
            label: try Self.font(stacks, "label") ?? Self.sans)
        logo = try root.optionalMapping("logo").map { mapping throws(YAMLMapping.Fault) in
            try Logo(mapping, widest: 600)
        }
        var sections: [String: Colour] = [:]
        if let mapping = try root.optionalMapping("section_colours") {
            for section in mapping.keys { sections[section] = try Self.accent(mapping, section, on: paper) }
        }
        self.sections = sections
    }

    /// An accent that can be read on its paper, with the one for the dark.
    private static func accent(
        _ mapping: YAMLMapping, _ key: String, on paper: Colour
    ) throws(YAMLMapping.Fault) -> Colour {
        let text = try mapping.optionalText(key) ?? ""
        do throws(AccentFault) { return try accent(text, on: paper) } catch {
            switch error {
            case .notAColour: throw mapping.fault(key, "is not a colour like #b3261e")
            case .pale(let contrast):
                throw mapping.fault(
                    key,
                    "is too pale to read on paper: its contrast is \((contrast * 10).rounded() / 10), and 4.5 is the least"
                )
            }
        }
    }

    private static func colour(
        _ mapping: YAMLMapping, _ key: String, _ fallback: Colour?
    ) throws(YAMLMapping.Fault) -> Colour {
        Colour(
            light: try hex(mapping, key, fallback?.light),
            dark: try hex(mapping, "\(key)_dark", fallback?.dark))
    }

    private static func hex(
        _ mapping: YAMLMapping, _ key: String, _ fallback: String?
    ) throws(YAMLMapping.Fault) -> String {
        if let fallback, try mapping.optionalText(key) == nil { return fallback }
        let text = try mapping.text(key)
        guard text.utf8.count == 7, text.hasPrefix("#"), text.dropFirst().allSatisfy(\.isHexDigit) else {
            throw mapping.fault(key, "is not a colour like #b3261e")
        }
        return text.lowercased()
    }

    /// A list of fonts that may stand in a `style` attribute and cannot be anything else.
    private static func font(_ mapping: YAMLMapping?, _ key: String) throws(YAMLMapping.Fault) -> String? {
        guard let mapping, let text = try mapping.optionalText(key) else { return nil }
        guard !text.isEmpty, text.allSatisfy({ $0.isLetter || $0.isNumber || " ,'-".contains($0) }) else {
            throw mapping.fault(key, "is not a list of fonts like Georgia, 'Times New Roman', serif")
        }
        return text
    }

    /// The names templates know it by.
    public func view(with media: MediaAddress) -> [String: any Sendable] {
        var view: [String: any Sendable] = [
            "font_headline": fonts.headline, "font_text": fonts.text, "font_label": fonts.label,
        ]
        for (name, colour) in [
            ("accent", accent), ("paper", paper), ("ink", ink), ("soft", soft), ("hair", hair),
        ] {
            view[name] = colour.light
            view["\(name)_dark"] = colour.dark
        }
        view["logo"] = logo?.view(with: media)
        return view
    }
}
