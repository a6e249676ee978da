// SPDX-License-Identifier: Apache-2.0

/// What stands for something else in a record's domains (RFC 7208 §7).
///
/// `d`, `o`, `i` and `v` are expanded. The sender's local part is another one for each reader, and the relay's own name and
/// its name in reverse DNS are not known here.
enum SPFMacro {
    /// What macros stand for.
    struct Values {
        /// Whose record it is.
        let domain: String
        /// The return path's domain.
        let sender: String
        /// The host that sends; nil when it is not known.
        let address: IPAddress?
    }

    /// A macro that has no value here.
    struct Unknown: Error, Hashable {
        let letter: Character
    }

    fileprivate struct Macro {
        let letter: Character
        let parts: Int?
        let isReversed: Bool
        let delimiters: String
    }

    private enum Piece {
        case text(String)
        case macro(Macro)
    }

    static func isWellFormed(_ text: String) -> Bool { pieces(of: text) != nil }

    /// A well-formed text with its macros replaced.
    static func expanded(_ text: String, _ values: Values) throws(Unknown) -> String {
        var name = ""
        for piece in pieces(of: text) ?? [] {
            switch piece {
            case .text(let text): name += text
            case .macro(let macro): name += try value(of: macro, values)
            }
        }
        if name.hasSuffix(".") { name.removeLast() }
        // What is too long for a name loses labels from its left (RFC 7208 §7.3).
        while name.utf8.count > 253, let dot = name.firstIndex(of: ".") {
            name = String(name[name.index(after: dot)...])
        }
        return name
    }

    private static func value(of macro: Macro, _ values: Values) throws(Unknown) -> String {
        let whole: String
        switch (Character(macro.letter.lowercased()), values.address) {
        case ("d", _): whole = values.domain
        case ("o", _): whole = values.sender
        case ("i", let address?): whole = address.dotted
        case ("v", let address?): whole = address.family == .ipv4 ? "in-addr" : "ip6"
        default: throw Unknown(letter: macro.letter)
        }
        var parts = whole.split(omittingEmptySubsequences: false) { macro.delimiters.contains($0) }
        if macro.isReversed { parts.reverse() }
        return parts.suffix(macro.parts ?? parts.count).joined(separator: ".")
    }

    private static func pieces(of text: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let mark = rest.firstIndex(of: "%") {
            pieces.append(.text(String(rest[..<mark])))
            rest = rest[rest.index(after: mark)...]
            switch rest.first {
            case "%": pieces.append(.text("%"))
            case "_": pieces.append(.text(" "))
            case "-": pieces.append(.text("%20"))
            case "{":
                guard let end = rest.firstIndex(of: "}"), let macro = Macro(rest[..<end].dropFirst()) else {
                    return nil
                }
                pieces.append(.macro(macro))
                rest = rest[end...]
            default: return nil
            }
            rest = rest.dropFirst()
        }
        return pieces + [.text(String(rest))]
    }
}

extension SPFMacro.Macro {
    /// Reads what stands between the braces: a letter, a number of parts, `r`, delimiters.
    fileprivate init?(_ text: Substring) {
        guard let letter = text.first, "slodiphv".contains(letter.lowercased()) else { return nil }
        self.letter = letter
        var rest = text.dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        parts = Int(digits)
        guard digits.isEmpty || parts.map({ $0 > 0 }) == true else { return nil }
        isReversed = rest.first?.lowercased() == "r"
        if isReversed { rest = rest.dropFirst() }
        guard rest.allSatisfy({ ".-+,/_=".contains($0) }) else { return nil }
        delimiters = rest.isEmpty ? "." : String(rest)
    }
}
