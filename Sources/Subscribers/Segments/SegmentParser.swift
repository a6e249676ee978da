// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Reads a segment by descent, one token ahead:
///
/// ```
/// question   = every { "or" every }
/// every      = part { "and" part }
/// part       = "not" part | "(" question ")" | condition
/// condition  = "everyone" | "list" ":" name | "subscribed" [ "to" name ] period
///            | ( "opened" | "clicked" ) [ period ] | name test
/// test       = comparison value | "is" ( "known" | "unknown" ) | period | [ "not" ] membership
/// membership = "in" "(" value { "," value } ")" | "contains" value | "starts" "with" value
/// period     = ( "before" | "since" | "after" | "on" ) day | "within" count unit
/// ```
struct SegmentParser {
    private typealias Token = SegmentScanner.Token

    /// Words that name no field without backticks.
    private static let reserved: Set<String> = [
        "and", "or", "not", "in", "is", "contains", "starts", "before", "since", "after", "on", "within",
        "everyone", "list", "subscribed", "opened", "clicked", "received",
    ]

    private var scanner: SegmentScanner
    private var token: Token
    /// The words and signs that would have been right instead of the token, for its fault.
    private var tried: [String] = []
    private var depth = 0
    private var conditions = 0

    init(_ text: String) throws(SegmentFault) {
        scanner = SegmentScanner(text)
        token = try scanner.next()
    }

    /// The whole text.
    mutating func parse() throws(SegmentFault) -> SegmentCondition {
        let condition = try question()
        guard token.kind == .end else {
            throw token.keyword == ")" ? fault("this parenthesis was not opened") : expected("the end")
        }
        return condition
    }

    private mutating func question() throws(SegmentFault) -> SegmentCondition {
        var parts = [try every()]
        while try take("or") { parts.append(try every()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func every() throws(SegmentFault) -> SegmentCondition {
        var parts = [try part()]
        while try take("and") { parts.append(try part()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func part() throws(SegmentFault) -> SegmentCondition {
        let opening = token
        guard opening.keyword == "not" || opening.keyword == "(" else { return try condition() }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Segment.deepest else { throw fault("conditions nest at most \(Segment.deepest) deep") }
        try advance()
        if opening.keyword == "not" { return .not(try part()) }
        let inner = try question()
        try close(opening)
        return inner
    }
}

/// Conditions.
extension SegmentParser {
    private mutating func condition() throws(SegmentFault) -> SegmentCondition {
        conditions += 1
        guard conditions <= Segment.mostConditions else {
            throw fault("a segment has at most \(Segment.mostConditions) conditions")
        }
        switch token.keyword {
        case "everyone":
            try begin()
            return .everyone
        case "list":
            try begin()
            try need(":")
            return .list(try listName())
        case "subscribed":
            try begin()
            return try subscribed()
        case "received":
            try begin()
            return try received()
        case "opened", "clicked":
            let event = SegmentWord(text: token.keyword, column: token.column)
            try begin()
            return .event(event, try period())
        default: return try field()
        }
    }

    /// Takes the word that a condition begins with, which is no field's name.
    private mutating func begin() throws(SegmentFault) {
        let word = token
        try advance()
        if SegmentComparison(rawValue: token.keyword) != nil {
            throw fault("“\(word.text)” is no field: one of that name is written `\(word.text)`", at: word)
        }
    }

    private mutating func subscribed() throws(SegmentFault) -> SegmentCondition {
        let list = try take("to") ? listName() : nil
        guard let period = try period() else { throw expected() }
        return .subscribed(to: list, period)
    }

    private mutating func received() throws(SegmentFault) -> SegmentCondition {
        guard token.kind == .word, let number = Int64(token.text), number > 0 else {
            throw expected("the number of a mailing")
        }
        let mailing = try takeName()
        var isOfText = try take("text")
        // Segments that were saved earlier say “revision”.
        if !isOfText { isOfText = try take("revision") }
        return .received(mailing, text: isOfText ? try count() : nil)
    }

    private mutating func listName() throws(SegmentFault) -> SegmentWord {
        guard token.kind == .word || token.kind == .name else { throw expected("a list's name") }
        return try takeName()
    }

    private mutating func field() throws(SegmentFault) -> SegmentCondition {
        let name = try fieldName()
        if try take("not") {
            guard let test = try membership() else { throw expected() }
            return .not(.field(name, test))
        }
        return .field(name, try test())
    }

    private mutating func fieldName() throws(SegmentFault) -> SegmentWord {
        if token.kind == .name { return try takeName() }
        let isReserved = Self.reserved.contains(token.keyword)
        guard token.kind == .word, !isReserved else {
            let hint = isReserved ? ": a field of that name is written `\(token.text)`" : ""
            throw expected("a condition, such as city = \"Kyiv\" or list:morning,", hint: hint)
        }
        let isPlain = token.text.unicodeScalars.allSatisfy(SegmentScanner.isInName)
        guard isPlain, !Self.looksNumeric(token.text) else {
            let rule = "names have letters, digits and “_”, and no digit first"
            throw fault("\(shown) must stand in backticks: \(rule)")
        }
        return try takeName()
    }
}

/// Tests of a field.
extension SegmentParser {
    private mutating func test() throws(SegmentFault) -> SegmentTest {
        for comparison in SegmentComparison.allCases {
            if try take(comparison.rawValue) { return .compare(comparison, try value()) }
        }
        if try take("is") {
            if try take("known") { return .isKnown }
            try need("unknown")
            return .isUnknown
        }
        if let period = try period() { return .period(period) }
        if let test = try membership() { return test }
        throw expected()
    }

    private mutating func membership() throws(SegmentFault) -> SegmentTest? {
        if try take("in") { return .oneOf(try values()) }
        if try take("contains") { return .contains(try value()) }
        guard try take("starts") else { return nil }
        try need("with")
        return .startsWith(try value())
    }

    private mutating func values() throws(SegmentFault) -> [SegmentValue] {
        let opening = token
        try need("(")
        var values = [try value()]
        while try take(",") { values.append(try value()) }
        try close(opening)
        return values
    }

    private mutating func period() throws(SegmentFault) -> SegmentPeriod? {
        if try take("before") { return .before(try day()) }
        if try take("since") { return .since(try day()) }
        if try take("after") { return .after(try day()) }
        if try take("on") { return .on(try day()) }
        return try take("within") ? .within(count: try count(), unit: try unit()) : nil
    }
}

/// Values, days and lengths of time.
extension SegmentParser {
    private mutating func value() throws(SegmentFault) -> SegmentValue {
        let value: SegmentValue
        switch token.kind {
        case .text: value = SegmentValue(kind: .text(token.text), column: token.column)
        case .word: value = SegmentValue(kind: try literal(), column: token.column)
        case .name, .sign, .end: throw expected("a value")
        }
        try advance()
        return value
    }

    private func literal() throws(SegmentFault) -> SegmentValue.Kind {
        switch token.keyword {
        case "yes", "true": return .truth(true)
        case "no", "false": return .truth(false)
        default: break
        }
        if let day = CalendarDay(token.text, years: Self.years) { return .day(day) }
        if let number = Self.number(token.text) { return .number(number) }
        if Self.looksNumeric(token.text) {
            throw fault("\(shown) is no number, and no day from 1900-01-01 to 2199-12-31")
        }
        throw fault("a text stands in quotes: \"\(Self.clipped(token.text))\"")
    }

    /// Whether it begins like a number or day.
    private static func looksNumeric(_ text: String) -> Bool {
        text.unicodeScalars.first.map { $0 == "-" || SegmentScanner.isDigit($0) } ?? false
    }

    /// Digits, perhaps a minus before them and a fraction behind.
    private static func number(_ text: String) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(SegmentScanner.isDigit) }
        guard parts.count <= 2, areDigits else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Years that a segment can speak of.
    private static let years = 1900...2199

    private mutating func day() throws(SegmentFault) -> CalendarDay {
        guard token.kind == .word else { throw expected("a day, such as 2026-01-01,") }
        guard let day = CalendarDay(token.text, years: Self.years) else {
            throw fault("\(shown) is no day from 1900-01-01 to 2199-12-31")
        }
        try advance()
        return day
    }

    private mutating func count() throws(SegmentFault) -> Int {
        guard let count = Int(token.keyword), SegmentPeriod.counts.contains(count) else {
            throw expected("a whole number from 1 to \(SegmentPeriod.counts.upperBound)")
        }
        try advance()
        return count
    }

    /// `days`, and `day` as well.
    private mutating func unit() throws(SegmentFault) -> SegmentPeriod.Unit {
        for unit in SegmentPeriod.Unit.allCases {
            if token.keyword + "s" == unit.rawValue {
                try advance()
                return unit
            }
            if try take(unit.rawValue) { return unit }
        }
        throw expected()
    }
}

/// Tokens, and the fault of one that does not fit.
extension SegmentParser {
    private mutating func advance() throws(SegmentFault) {
        token = try scanner.next()
        tried = []
    }

    /// Takes the token when it is that word or sign.
    private mutating func take(_ keyword: String) throws(SegmentFault) -> Bool {
        guard token.keyword == keyword else {
            tried.append("“\(keyword)”")
            return false
        }
        try advance()
        return true
    }

    private mutating func need(_ keyword: String) throws(SegmentFault) {
        guard try take(keyword) else { throw expected() }
    }

    private mutating func close(_ opening: Token) throws(SegmentFault) {
        if token.kind == .end { throw fault("this parenthesis is not closed", at: opening) }
        try need(")")
    }

    private mutating func takeName() throws(SegmentFault) -> SegmentWord {
        let word = SegmentWord(text: token.text, column: token.column)
        try advance()
        return word
    }

    private func fault(_ problem: String, at place: Token? = nil) -> SegmentFault {
        scanner.fault(problem, column: (place ?? token).column)
    }

    /// The fault of the token: what was tried, or another thing, should stand in its place.
    private func expected(_ other: String? = nil, hint: String = "") -> SegmentFault {
        let wanted = tried + [other].compactMap { $0 }
        let first = wanted.dropLast().joined(separator: ", ")
        let list = (first.isEmpty ? "" : first + " or ") + (wanted.last ?? "")
        return fault("\(list) is expected here, not \(shown)\(hint)")
    }

    private var shown: String {
        switch token.kind {
        case .end: "the end"
        case .text: "a text"
        case .word, .name, .sign: "“\(Self.clipped(token.text))”"
        }
    }

    private static func clipped(_ text: String) -> String {
        text.count <= 40 ? text : "\(text.prefix(39))…"
    }
}
