// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// Words that lead somewhere.
public struct NamedLink: Hashable, Sendable, Codable {
    /// What they say.
    public let words: String
    /// Where they lead.
    public let url: String
}

/// Where a letter leads beyond its stories: `subscribe`, `share` and `social` of `publication.yaml`.
public struct Outreach: Hashable, Sendable {
    /// Where letters can be passed on.
    enum Place: String, CaseIterable {
        case mail, bluesky, facebook, linkedin, telegram, whatsapp, x

        /// Its own name.
        var name: String {
            switch self {
            case .mail: "E-mail"
            case .linkedin: "LinkedIn"
            case .whatsapp: "WhatsApp"
            case .bluesky, .facebook, .telegram, .x: rawValue.capitalized
            }
        }

        /// Where an address is passed on.
        fileprivate func link(to url: String, named name: String) -> String {
            let (url, name) = (Self.encoded(url), Self.encoded(name))
            return switch self {
            case .mail: "mailto:?subject=\(name)&body=\(url)"
            case .bluesky: "https://bsky.app/intent/compose?text=\(url)"
            case .facebook: "https://www.facebook.com/sharer/sharer.php?u=\(url)"
            case .linkedin: "https://www.linkedin.com/sharing/share-offsite/?url=\(url)"
            case .telegram: "https://t.me/share/url?url=\(url)"
            case .whatsapp: "https://wa.me/?text=\(url)"
            case .x: "https://x.com/intent/post?url=\(url)"
            }
        }

        /// RFC 3986 §2.3: everything but unreserved characters is written as octets.
        private static func encoded(_ text: String) -> String {
            let open = CharacterSet(charactersIn: "-._~").union(
                .alphanumerics.intersection(.init(charactersIn: "\u{0}"..."\u{7F}")))
            return text.addingPercentEncoding(withAllowedCharacters: open) ?? ""
        }
    }

    /// Where whoever was sent a copy can subscribe.
    public let subscribe: String?
    /// Where a letter can be passed on.
    public let share: [NamedLink]
    /// The publication elsewhere.
    public let social: [NamedLink]

    /// Reads the keys of a publication.
    init(_ root: YAMLMapping, name: String) throws(YAMLMapping.Fault) {
        subscribe = try root.optionalLink("subscribe")
        social = try root.mappings("social").map { mapping throws(YAMLMapping.Fault) in
            try NamedLink(mapping, words: "name")
        }
        guard let mapping = try root.optionalMapping("share") else {
            share = []
            return
        }
        try mapping.allow(["url", "to"])
        guard let url = try mapping.optionalLink("url") ?? subscribe else {
            throw mapping.fault("url", "is missing: what is passed on; reader's own copies are theirs alone")
        }
        share = try mapping.texts("to").map { word throws(YAMLMapping.Fault) in
            guard let place = Place(rawValue: word) else {
                let known = Place.allCases.map(\.rawValue).joined(separator: ", ")
                throw mapping.fault("to", "names “\(word)”: known are \(known)")
            }
            return NamedLink(words: place.name, url: place.link(to: url, named: name))
        }
    }
}

extension NamedLink {
    /// Reads one.
    /// - Parameter key: what the words stand under.
    init(_ mapping: YAMLMapping, words key: String) throws(YAMLMapping.Fault) {
        try mapping.allow([key, "url"])
        guard let words = try mapping.optionalLine(key), !words.isEmpty else {
            throw mapping.fault(key, "is missing")
        }
        guard let url = try mapping.optionalLink("url") else { throw mapping.fault("url", "is missing") }
        self.init(words: words, url: url)
    }
}

/// A question at the end of a letter, with answers that are links: `poll` of `publication.yaml` or of an edition file.
public struct Poll: Hashable, Sendable, Codable {
    /// What is asked.
    public let question: String
    /// What can be answered.
    public let answers: [NamedLink]

    /// Reads one.
    init(_ mapping: YAMLMapping) throws(YAMLMapping.Fault) {
        try mapping.allow(["question", "answers"])
        question = LineText.cleaned(try mapping.text("question"))
        answers = try mapping.mappings("answers").map { answer throws(YAMLMapping.Fault) in
            try NamedLink(answer, words: "words")
        }
        guard (2...7).contains(answers.count) else {
            throw mapping.fault("answers", "must be two to seven, each with words and url")
        }
    }
}
