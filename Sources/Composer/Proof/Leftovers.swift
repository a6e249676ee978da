// SPDX-License-Identifier: Apache-2.0

/// Signs that only another program understands, and that readers would see as they stand.
enum Leftovers {
    /// A kind of sign and how it is written.
    private struct Kind {
        let name: String
        /// What a text must hold for the pattern to be tried.
        let mark: String
        let pattern: Regex<Substring>
    }

    /// `nonisolated(unsafe)`: expressions are not marked as Sendable, and these are read alone.
    nonisolated(unsafe) private static let kinds: [Kind] = [
        Kind(name: "a template's tag", mark: "{%", pattern: /\{%[^\n]{0,200}?%\}/),
        Kind(name: "a shortcode", mark: "{{<", pattern: /\{\{<[^\n]{0,200}?>\}\}/),
        Kind(name: "a shortcode", mark: "{{%", pattern: /\{\{%[^\n]{0,200}?%\}\}/),
        Kind(name: "a merge field", mark: "{{", pattern: /\{\{[ \w.|"'#\/-]{1,100}\}\}/),
        Kind(name: "a template's tag", mark: "<%", pattern: /<%[^\n]{0,200}?%>/),
        Kind(name: "an attribute", mark: "{:", pattern: /\{:[^}\n]{0,100}\}/),
        Kind(
            name: "an attribute", mark: "{",
            pattern: /\{(?:#[\w-]+|\.[\w-]+[^}\n]{0,80}|(?:width|height)=[^}\n]{0,80})\}/),
        Kind(name: "a merge tag", mark: "*|", pattern: /\*\|[A-Z0-9_:]{1,60}\|\*/),
        Kind(
            name: "a merge tag", mark: "%",
            pattern: /%%?(?:[A-Z][A-Z_]{2,30}|[a-z_]*recipient\.\w{1,30}|[a-z]+_name)%%?/),
        Kind(
            name: "a merge tag", mark: "{",
            pattern: /\{(?:first|last|full|user|contact|subscriber|recipient|customer)[_ .]?\w{0,20}\}/
                .ignoresCase()),
        Kind(name: "a merge tag", mark: "${", pattern: /\$\{[\w.]{1,60}\}/),
        Kind(
            name: "a merge tag", mark: "[",
            pattern: /\[(?:first|last|full|your|company|recipient)[ _]?name\]/.ignoresCase()),
        Kind(
            name: "a shortcode", mark: "[",
            pattern:
                /\[\/?(?:gallery|caption|embed|video|audio|playlist|contact-form[\w-]*|vc_\w+|et_pb_\w+|su_\w+)\b[^\]\n]{0,200}\]/
        ),
        Kind(name: "a wiki link", mark: "[[", pattern: /!?\[\[[^\[\]\n]{1,100}\]\]/),
        Kind(name: "a footnote without a note", mark: "[^", pattern: /\[\^[\w-]{1,40}\]/),
        Kind(name: "a footnote", mark: "^[", pattern: /\^\[[^\]\n]{1,200}\]/),
        Kind(name: "a table of contents", mark: "[", pattern: /\[(?:toc|TOC)\]/),
        Kind(name: "a fence", mark: ":::", pattern: /:::[ ]?\w{0,20}/),
        Kind(
            name: "a template's text", mark: "ere",
            pattern:
                /(?:(?:your )?(?:subject|headline|title|text|preheader)(?: line)? goes here|(?:enter|insert|type|add) your (?:subject|headline|title|text)(?: here)?)/
                .ignoresCase()),
    ]

    /// The first sign in a text, and what it is.
    static func first(in text: String) -> (name: String, sign: String)? {
        for kind in kinds where text.contains(kind.mark) {
            if let match = text.firstMatch(of: kind.pattern) { return (kind.name, String(match.0)) }
        }
        return nil
    }
}
