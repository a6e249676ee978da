// SPDX-License-Identifier: Apache-2.0

/// Cuts a segment into tokens, one at a time.
struct SegmentScanner {
    struct Token {
        enum Kind {
            /// Letters, digits and `_-.@`: a word of the language, name, number or day.
            case word
            /// A name in backticks.
            case name
            /// A text in quotes.
            case text
            case sign
            case end
        }

        let kind: Kind
        /// Without quotes or backticks.
        let text: String
        /// Where it begins.
        let column: Int
        /// What the grammar compares: a word in lower case or a sign; empty for the rest.
        let keyword: String
    }

    private let source: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        source = text
        scalars = Array(text.unicodeScalars)
    }

    /// The next token; behind the last, the end each time.
    mutating func next() throws(SegmentFault) -> Token {
        takeAll(where: Self.isWhite)
        let start = position
        guard position < scalars.count else { return token(.end, "", at: start) }
        let scalar = scalars[position]
        if Self.isInWord(scalar) { return token(.word, takeAll(where: Self.isInWord), at: start) }
        let closings = Self.closings(scalar)
        if !closings.isEmpty { return try quoted(until: closings) }
        if "(),:".unicodeScalars.contains(scalar) {
            position += 1
            return token(.sign, String(scalar), at: start)
        }
        let sign = takeAll(where: Self.isOperator)
        guard SegmentComparison(rawValue: sign) != nil else {
            throw stray(sign.isEmpty ? String(scalar) : sign, at: start)
        }
        return token(.sign, sign, at: start)
    }

    /// A fault of this text.
    func fault(_ problem: String, column: Int) -> SegmentFault {
        SegmentFault(text: source, column: column, problem: problem)
    }

    private func token(_ kind: Token.Kind, _ text: String, at start: Int) -> Token {
        let isKeyword = kind == .word || kind == .sign
        return Token(kind: kind, text: text, column: start + 1, keyword: isKeyword ? text.lowercased() : "")
    }

    @discardableResult
    private mutating func takeAll(where isWanted: (Unicode.Scalar) -> Bool) -> String {
        var taken = String.UnicodeScalarView()
        while position < scalars.count, isWanted(scalars[position]) {
            taken.append(scalars[position])
            position += 1
        }
        return String(taken)
    }
}

/// Texts and names between quotes.
extension SegmentScanner {
    /// The quotes that end a text that an opening quote begins; none for other signs.
    private static func closings(_ opening: Unicode.Scalar) -> [Unicode.Scalar] {
        switch opening {
        case "\"", "`": [opening]
        case "“": ["”"]
        case "„": ["“", "”"]
        case "«": ["»"]
        default: []
        }
    }

    private mutating func quoted(until closings: [Unicode.Scalar]) throws(SegmentFault) -> Token {
        let start = position
        var text = String.UnicodeScalarView()
        position += 1
        while position < scalars.count, !closings.contains(scalars[position]) {
            if scalars[position] == "\\" { try skipBackslash(before: closings) }
            try checkQuoted(from: start)
            text.append(scalars[position])
            position += 1
        }
        guard position < scalars.count else { throw fault("this quote is not closed", column: start + 1) }
        position += 1
        guard !text.isEmpty else {
            throw fault(
                "nothing is quoted here: ask for what is missing with “is unknown”", column: start + 1)
        }
        return token(scalars[start] == "`" ? .name : .text, String(text), at: start)
    }

    private mutating func skipBackslash(before closings: [Unicode.Scalar]) throws(SegmentFault) {
        let next = position + 1
        guard next < scalars.count, scalars[next] == "\\" || closings.contains(scalars[next]) else {
            throw fault("a backslash stands only before a quote or another one: write “\\\\”", column: next)
        }
        position = next
    }

    private func checkQuoted(from start: Int) throws(SegmentFault) {
        let scalar = scalars[position]
        if "\n\r\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
            throw fault("this quote is not closed on its line", column: start + 1)
        }
        if Self.isControl(scalar) { throw stray(String(scalar), at: position) }
    }
}

/// Signs and letters.
extension SegmentScanner {
    /// The signs of other languages, and how they are spelled in this one.
    private static let spellings = [
        "==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-",
        "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not",
        "'": "\"", "‘": "\"", "’": "\"", "”": "\"", "»": "«",
    ]

    private func stray(_ sign: String, at offset: Int) -> SegmentFault {
        if let spelling = Self.spellings[sign] {
            return fault("“\(sign)” is written “\(spelling)” here", column: offset + 1)
        }
        return fault("\(Self.shown(sign)) means nothing here", column: offset + 1)
    }

    /// A sign, or its number when nothing would be seen.
    private static func shown(_ sign: String) -> String {
        guard let scalar = sign.unicodeScalars.first else { return "" }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default: return "“\(sign)”"
        }
    }

    /// Letters with their accents, digits, underscores: what a name has without backticks.
    static func isInName(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "_" || scalar.properties.isAlphabetic || isDigit(scalar) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        isInName(scalar) || "-.@".unicodeScalars.contains(scalar)
    }

    private static func isOperator(_ scalar: Unicode.Scalar) -> Bool {
        "=<>!&|~≤≥≠".unicodeScalars.contains(scalar)
    }

    private static func isWhite(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && !isControl(scalar)
    }

    /// Tabs and line ends are white space.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && !"\t\r\n".unicodeScalars.contains(scalar)
    }
}
