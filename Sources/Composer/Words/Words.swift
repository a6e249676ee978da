// SPDX-License-Identifier: Apache-2.0

/// The words that templates, readers' pages and confirmation mails say themselves, in a publication's language.
///
/// English, Ukrainian, German and Arabic come with the program. A publication's `words.yaml` says any of them otherwise, or all
/// of them in another language; so does `labels` in `publication.yaml`.
public struct Words: Hashable, Sendable {
    /// What one of them says: by the categories of numbers, or `other` alone.
    private typealias Forms = [String: String]

    private let words: [String: Forms]
    /// The primary subtag of the language.
    private let language: String
    /// Whether the publication says something of its own under this name.
    private let own: Set<String>

    private static let languages: [String: [String: Forms]] = [
        "en": table(PackageResources.en_yaml), "uk": table(PackageResources.uk_yaml),
        "de": table(PackageResources.de_yaml), "ar": table(PackageResources.ar_yaml),
    ]
    private static let english = languages["en"] ?? [:]

    /// The names of all.
    static let names: [String] = english.keys.sorted()

    /// English ones.
    static let standard = Words(words: english, language: "en", own: [])

    /// Those of a language that come with the program; English where there are none.
    static func known(in language: String) -> Words {
        let primary = language.primaryLanguage
        return Words(words: languages[primary] ?? english, language: primary, own: [])
    }

    private init(words: [String: Forms], language: String, own: Set<String>) {
        self.words = words
        self.language = language
        self.own = own
    }

    /// The words of a publication.
    /// - Parameters:
    ///   - language: its BCP 47 tag.
    ///   - sources: what it says itself, the last one first in rank.
    init(language: String, _ sources: [YAMLMapping]) throws(YAMLMapping.Fault) {
        let primary = language.primaryLanguage
        var own: [String: Forms] = [:]
        for source in sources {
            try source.allow(Self.names + ["minute"])
            for name in source.keys { own[name] = try Self.forms(name, in: source) }
        }
        // Who says one word for minutes means it for every number of them.
        if let one = own.removeValue(forKey: "minute")?["other"] {
            let others = own["minutes"] ?? Self.languages[primary]?["minutes"] ?? [:]
            own["minutes"] = others.merging(["one": one]) { $1 }
        }
        let known = (Self.languages[primary] ?? Self.english).merging(own) { $1 }
        self.init(words: known, language: primary, own: Set(own.keys))
    }

    private static func forms(_ name: String, in mapping: YAMLMapping) throws(YAMLMapping.Fault) -> Forms {
        guard mapping.isMapping(name), let forms = try mapping.optionalMapping(name) else {
            return ["other": try mapping.optionalLine(name) ?? ""]
        }
        try forms.allow(PluralRule.categories)
        var result: Forms = [:]
        for category in forms.keys { result[category] = try forms.optionalLine(category) }
        guard result["other"] != nil else {
            throw mapping.fault(name, "needs a form for “other” numbers")
        }
        return result
    }

    private static func table(_ bytes: [UInt8]) -> [String: Forms] {
        guard let mapping = try? YAMLMapping(yaml: String(decoding: bytes, as: UTF8.self), file: "words")
        else {
            preconditionFailure("the program's own words are YAML")
        }
        return Dictionary(
            uniqueKeysWithValues: mapping.keys.map { ($0, (try? forms($0, in: mapping)) ?? [:]) })
    }

    /// What one says.
    public subscript(name: String) -> String { words[name]?["other"] ?? "" }

    /// What one says, with what stands in its braces.
    public func filled(_ name: String, _ values: [String: String]) -> String {
        // In one pass: a value may have braces of its own.
        self[name].replacing(/\{([a-z]+)\}/) { values[String($0.1)] ?? String($0.0) }
    }

    /// All words of readers' pages, by their names, with what stands in their braces.
    public func ofPages(_ values: [String: String]) -> [String: String] {
        let names = Self.names.filter { $0.hasPrefix("page_") || $0 == "unsubscribe" || $0 == "subscribe" }
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                (name.hasPrefix("page_") ? name : "label_\(name)", filled(name, values))
            })
    }

    /// The form of one that stands behind a number.
    func counted(_ name: String, _ count: Int) -> String {
        words[name]?[PluralRule.category(of: count, in: language)] ?? self[name]
    }

    /// What says in evidence which words somebody agreed to.
    public func version(of name: String, _ version: String) -> String {
        let language = Self.languages[language] == nil ? "en" : language
        return own.contains(name)
            ? "\(version), own words" : language == "en" ? version : "\(version) \(language)"
    }

    /// What stands before boxes and embeds, or at the end of some themes, which most editions have none of.
    private static let occasional = Set(
        Callout.allCases.map(\.rawValue) + Embed.Kind.allCases.map(\.rawValue) + ["embed", "end", "reply"])

    /// The names of the words of letters that are English in a publication that is not.
    var untranslated: [String] {
        guard Self.languages[language] == nil else { return [] }
        return Self.names.filter { name in
            !own.contains(name) && !Self.occasional.contains(name)
                && !["confirm", "page_", "fault_", "start_"].contains(where: name.hasPrefix)
        }
    }

    /// The names that templates know them by.
    static let fields = names.flatMap { ["label_\($0)", "label_\($0)_upper"] }

    /// The words by the names that templates know them by: `label_also`, and `label_also_upper` for plain text.
    func view(minutes: Int) -> [String: Any] {
        var view: [String: Any] = [:]
        for name in Self.names
        where !["page_", "fault_", "start_"].contains(where: name.hasPrefix) {
            view["label_\(name)"] = self[name]
            view["label_\(name)_upper"] = self[name].uppercased()
        }
        view["label_minutes"] = counted("minutes", minutes)
        return view
    }
}
