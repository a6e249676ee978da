// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// An advertisement in an edition, always marked as one.
public struct Sponsor: Hashable, Sendable, Codable {
    /// Where it stands; never before the news but for its name.
    public enum Place: String, CaseIterable, Sendable, Codable {
        /// Its name and logo alone, in a line below the masthead.
        case masthead
        /// After the first story.
        case lead
        /// Before the last story.
        case last
    }

    /// Who pays.
    public var name: String
    /// Markdown.
    public var text: String
    /// Where it leads.
    public var url: String?
    /// Where it stands; nil for after the first story.
    public var place: Place?
    /// Its logo.
    public var logo: Logo?
    /// What stands on its button.
    public var button: String?

    /// Reads one.
    init(_ mapping: YAMLMapping) throws(YAMLMapping.Fault) {
        try mapping.allow(["name", "text", "url", "place", "logo", "button"])
        name = LineText.cleaned(try mapping.text("name"))
        place = try mapping.optionalChoice("place")
        text = place == .masthead ? try mapping.optionalText("text") ?? "" : try mapping.text("text")
        url = try mapping.optionalText("url")
        if let url, !SafeURL.isWeb(url) { throw mapping.fault("url", SafeURL.fault(of: url)) }
        button = try mapping.optionalLine("button")
        if button != nil, url == nil { throw mapping.fault("url", "is missing: its button leads nowhere") }
        logo = try mapping.optionalMapping("logo").map { mapping throws(YAMLMapping.Fault) in
            try Logo(mapping, widest: 528)
        }
    }
}

/// What an edition may have besides its stories.
public struct EditionExtras: Hashable, Sendable {
    /// Whose advertisements it carries, two at most.
    public var sponsors: [Sponsor] = []
    /// Whether it lists its stories at its head; nil for from six stories on.
    public var contents: Bool?
    /// Who signs it: a name of the publication's `authors`, or another one.
    public var author: String?
    /// Markdown below the last story; may hold merge fields.
    public var postscript = ""
    /// A question at its end; nil for the publication's.
    public var poll: Poll?
    /// The number of the edition that it corrects.
    public var corrects: Int?

    /// None.
    public init() {}
}

extension EditionExtras: Codable {
    private enum CodingKeys: String, CodingKey {
        case sponsors, sponsor, contents, author, postscript, poll, corrects
    }

    /// Reads what `encode` wrote, and `sponsor`, which 0.1.0 wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        sponsors =
            try values.decodeIfPresent([Sponsor].self, forKey: .sponsors)
            ?? values.decodeIfPresent(Sponsor.self, forKey: .sponsor).map { [$0] } ?? []
        contents = try values.decodeIfPresent(Bool.self, forKey: .contents)
        author = try values.decodeIfPresent(String.self, forKey: .author)
        postscript = try values.decodeIfPresent(String.self, forKey: .postscript) ?? ""
        poll = try values.decodeIfPresent(Poll.self, forKey: .poll)
        corrects = try values.decodeIfPresent(Int.self, forKey: .corrects)
    }

    /// What is not there is absent.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !sponsors.isEmpty { try values.encode(sponsors, forKey: .sponsors) }
        try values.encodeIfPresent(contents, forKey: .contents)
        try values.encodeIfPresent(author, forKey: .author)
        if !postscript.isEmpty { try values.encode(postscript, forKey: .postscript) }
        try values.encodeIfPresent(poll, forKey: .poll)
        try values.encodeIfPresent(corrects, forKey: .corrects)
    }
}

/// The keys of an edition file.
extension EditionExtras {
    static let keys = ["sponsor", "sponsors", "contents", "author", "postscript", "poll", "corrects"]

    init(_ root: YAMLMapping) throws(YAMLMapping.Fault) {
        sponsors = try (root.oneOrMore("sponsor") + root.mappings("sponsors")).map {
            mapping throws(YAMLMapping.Fault) in try Sponsor(mapping)
        }
        guard sponsors.count <= 2 else { throw root.fault("sponsors", "are more than two") }
        guard sponsors.count(where: { $0.place == .masthead }) <= 1 else {
            throw root.fault("sponsors", "are two at the masthead, where there is room for one")
        }
        contents = try root.optionalTruth("contents")
        author = try root.optionalLine("author")
        postscript = try root.optionalText("postscript") ?? ""
        poll = try root.optionalMapping("poll").map { mapping throws(YAMLMapping.Fault) in try Poll(mapping) }
        corrects = try root.optionalInteger("corrects", in: 1...1_000_000)
    }

    /// As an editor would write it.
    var yaml: [String] {
        func scalar(_ text: String) -> String { YAMLText.scalar(text) }
        var lines: [String] = []
        if let author { lines.append("author: \(scalar(author))") }
        if let contents { lines.append("contents: \(contents)") }
        if !postscript.isEmpty { lines.append("postscript: \(YAMLText.block(postscript, indent: 2))") }
        if let corrects { lines.append("corrects: \(corrects)") }
        if let poll {
            lines += ["poll:", "  question: \(scalar(poll.question))", "  answers:"]
            lines += poll.answers.map { "    - { words: \(scalar($0.words)), url: \(scalar($0.url)) }" }
        }
        if !sponsors.isEmpty { lines.append("sponsors:") }
        for sponsor in sponsors {
            lines.append("  - name: \(scalar(sponsor.name))")
            if !sponsor.text.isEmpty { lines.append("    text: \(YAMLText.block(sponsor.text, indent: 6))") }
            if let url = sponsor.url { lines.append("    url: \(scalar(url))") }
            if let place = sponsor.place { lines.append("    place: \(place.rawValue)") }
            if let button = sponsor.button { lines.append("    button: \(scalar(button))") }
            if let logo = sponsor.logo { lines.append("    logo: \(logo.yaml)") }
        }
        return lines
    }
}
