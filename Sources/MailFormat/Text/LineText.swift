// SPDX-License-Identifier: Apache-2.0

/// What names, titles and other texts of one line may hold: no line break, no other control character, and nothing that
/// turns the direction of the text behind it (UAX 9 §2), because headers, pages, terminals and plain text all show them.
public enum LineText {
    /// What is wrong with a text: a clause, “holds a line break”; nil when nothing is.
    public static func fault(of text: String) -> String? {
        guard text.utf8.contains(where: mayBeUnfit) else { return nil }
        return text.unicodeScalars.lazy.compactMap { fault(of: $0, mayBreak: false) }.first
    }

    /// What is wrong with a text of several lines, which LF may end and in which tabs may stand; nil when nothing is.
    public static func faultOfLines(_ text: String) -> String? {
        guard text.utf8.contains(where: mayBeUnfit) else { return nil }
        return text.unicodeScalars.lazy.compactMap { fault(of: $0, mayBreak: true) }.first
    }

    /// The text as it may stand on one line: a space for each run of line breaks and controls, and nothing at its ends.
    public static func cleaned(_ text: String) -> String {
        guard fault(of: text) != nil else { return text }
        var result = String.UnicodeScalarView()
        var isBroken = false
        for scalar in text.unicodeScalars {
            if scalar.turnsText || scalar.properties.isNoncharacterCodePoint { continue }
            if scalar.breaksLine || scalar.properties.generalCategory == .control {
                isBroken = true
                continue
            }
            if isBroken, scalar == " " { continue }
            if isBroken, result.last != " ", !result.isEmpty { result.append(" ") }
            isBroken = false
            result.append(scalar)
        }
        while result.last == " " { result.removeLast() }
        return String(result.drop { $0 == " " })
    }

    /// A byte that text without anything unfit hardly has: most texts are looked at no further.
    private static func mayBeUnfit(_ byte: UInt8) -> Bool {
        byte.isControl || byte == 0xC2 || byte == 0xE2 || byte == 0xEF || byte >= 0xF0
    }

    private static func fault(of scalar: Unicode.Scalar, mayBreak: Bool) -> String? {
        if mayBreak, scalar == "\n" || scalar == "\t" { return nil }
        if scalar.breaksLine { return "holds a line break" }
        if scalar.turnsText {
            return "holds a character that turns the direction of text (\(scalar.codePoint))"
        }
        if scalar.properties.generalCategory == .control {
            return "holds a control character (\(scalar.codePoint))"
        }
        return scalar.properties.isNoncharacterCodePoint
            ? "holds \(scalar.codePoint), which is no character" : nil
    }
}

extension Unicode.Scalar {
    /// As the standard writes it: `U+202E`.
    public var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether it is white space, or leaves no mark.
    public var isBlank: Bool {
        properties.isWhitespace || properties.generalCategory == .format
            || properties.generalCategory == .control || properties.isDefaultIgnorableCodePoint
    }

    /// LF, VT, FF, CR, NEL and the two separators (UAX 14, BK, CR, LF and NL).
    fileprivate var breaksLine: Bool {
        (0x0A...0x0D).contains(value) || value == 0x85 || value == 0x2028 || value == 0x2029
    }

    /// The embeddings, overrides and isolates.
    fileprivate var turnsText: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
