// SPDX-License-Identifier: Apache-2.0

/// The few words that templates themselves say, in the publication's language: `labels` of `publication.yaml`.
public struct Labels: Hashable, Sendable {
    /// What each label says where a publication says nothing else.
    static let english = [
        "also": "You may also like", "audio": "Audio", "browser": "Browser version", "by": "By",
        "caution": "Caution",
        "confirm": "Please confirm",
        "confirm_ask": "Somebody, we hope you, asked for this letter to come to this address.",
        "confirm_button": "Yes, send it to me",
        "confirm_ignore": "If it was not you, do nothing: nothing more will come.",
        "contents": "In this edition", "embed": "Elsewhere", "file": "File", "film": "Film",
        "important": "Important", "map": "Map",
        "minute": "minute", "minutes": "minutes", "note": "Note", "number": "No.", "picture": "Picture",
        "post": "Post",
        "preferences": "Preferences",
        "read_in_browser": "Read this edition in a browser", "read_more": "Read more",
        "read_on_web": "Read on the web", "sponsor": "Our sponsor", "tip": "Tip",
        "unsubscribe": "Unsubscribe",
        "warning": "Warning",
    ]

    /// What stands before boxes and embeds, which most editions have none of, and what an edition of one minute has.
    private static let occasional = Set(
        Callout.allCases.map(\.rawValue) + Embed.Kind.allCases.map(\.rawValue) + ["embed", "minute"])

    private let words: [String: String]

    /// English ones.
    static let standard = Labels(words: english)

    private init(words: [String: String]) { self.words = words }

    /// Reads the mapping; what it does not name stays English.
    init(_ mapping: YAMLMapping?) throws(YAMLMapping.Fault) {
        var words = Self.english
        try mapping?.allow(Self.english.keys.sorted())
        for key in Self.english.keys {
            if let text = try mapping?.optionalLine(key) { words[key] = text }
        }
        self.words = words
    }

    /// One label.
    subscript(name: String) -> String { words[name] ?? "" }

    /// The labels of editions that nobody has translated.
    var untranslated: [String] {
        words.filter { !Self.occasional.contains($0.key) }.filter {
            Self.english[$0.key] == $0.value && !$0.key.hasPrefix("confirm")
        }.map(\.key).sorted()
    }

    /// The word behind a number of minutes.
    func minutes(_ count: Int) -> String {
        // Who has translated one of the two words gets no English for the other.
        let isForeign =
            words["minutes"] != Self.english["minutes"] && words["minute"] == Self.english["minute"]
        return self[count == 1 && !isForeign ? "minute" : "minutes"]
    }

    /// The names templates know them by: `label_also`, and `label_also_upper` for plain text.
    var view: [String: Any] {
        var view: [String: Any] = [:]
        for (name, text) in words {
            view["label_\(name)"] = text
            view["label_\(name)_upper"] = text.uppercased()
        }
        return view
    }
}
