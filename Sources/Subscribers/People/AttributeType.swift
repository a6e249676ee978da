// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What kind of values an attribute has.
public enum AttributeType: String, CaseIterable, Hashable, Sendable, Codable {
    case text, number, boolean
    /// A day, `2026-11-24`.
    case date
    /// Several texts: tags.
    case list

    /// Reads a cell as a value of this type; nil when it is none.
    ///
    /// Numbers are written with a point, booleans as `yes`, `no`, `true`, `false`, `1` or `0`, dates as `2026-11-24` (what
    /// follows a day is left out), lists as a JSON array, as CSV, or with `;` between their items.
    public func value(_ text: String) -> AttributeValue? {
        switch self {
        case .text: return .text(text)
        case .number: return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case .boolean: return Self.truths[text.lowercased()].map(AttributeValue.boolean)
        case .date:
            guard let day = CalendarDay(text.prefix(10), years: 1...9999),
                text.dropFirst(10).first?.isNumber != true
            else { return nil }
            return .text(day.description)
        case .list: return .list(Self.items(text))
        }
    }

    private static let truths = [
        "yes": true, "true": true, "1": true, "no": false, "false": false, "0": false,
    ]

    private static func items(_ text: String) -> [String] {
        if text.hasPrefix("["), let items = AttributeJSON.items(text) { return items }
        let mark = text.utf8.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
        var items: [String] = []
        for part in parts(of: text, mark) {
            let item = String(part.trimmed)
            if !item.isEmpty, !items.contains(item) { items.append(item) }
        }
        return items
    }

    /// A list within a cell may be CSV itself, `"VIP","Zürich, evening"`, and have several lines.
    private static func parts(of text: String, _ mark: UInt8) -> [String] {
        var pieces = [Array(text.utf8)]
        var reader = CSVReader(delimiter: text.hasPrefix("\"") ? UInt8(ascii: ",") : mark) {
            pieces.popLast()
        }
        var parts: [String] = []
        while (try? reader.next()) == true {
            let record = reader.record
            guard record.fault == nil else { return [text] }
            parts += (0..<record.count).compactMap { record.text($0) }
        }
        return parts
    }
}

/// A value of an attribute. A date is its text.
public enum AttributeValue: Hashable, Sendable, Codable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    case list([String])

    /// A text, number, truth or list of texts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            self = .boolean(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let items = try? container.decode([String].self) {
            self = .list(items)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// The same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .boolean(let truth): try container.encode(truth)
        case .list(let items): try container.encode(items)
        }
    }

    /// As a mail or a cell of a CSV file shows it; `AttributeType.value` reads it back.
    public var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): Self.text(number)
        case .boolean(let truth): truth ? "yes" : "no"
        case .list(let items):
            Self.arePlain(items) ? items.joined(separator: ", ") : AttributeJSON.text(items)
        }
    }

    /// Whether items with commas between them are read back as they are.
    private static func arePlain(_ items: [String]) -> Bool {
        guard items.count < 2 || Set(items).count == items.count else { return false }
        return items.allSatisfy { item in
            !item.isEmpty && !item.hasPrefix("[") && item.trimmed.utf8.count == item.utf8.count
                && item.utf8.allSatisfy { byte in
                    byte >= 0x20 && byte != UInt8(ascii: ",") && byte != UInt8(ascii: ";")
                        && byte != UInt8(ascii: "\"")
                }
        }
    }

    /// A text without white space around it, as a cell has none.
    var trimmed: AttributeValue {
        if case .text(let text) = self { .text(String(text.trimmed)) } else { self }
    }

    /// The type of a value nobody said the type of.
    public var type: AttributeType {
        switch self {
        case .text: .text
        case .number: .number
        case .boolean: .boolean
        case .list: .list
        }
    }

    /// Without a fraction when it has none.
    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e16 ? "\(Int64(number))" : "\(number)"
    }

    /// Whether it says nothing: an empty text or list.
    public var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .number, .boolean: false
        }
    }
}

extension StringProtocol {
    /// Without spaces, tabs and line ends around it.
    var trimmed: SubSequence {
        func isWhite(_ letter: Character) -> Bool { letter.isWhitespace }
        guard let first = firstIndex(where: { !isWhite($0) }), let last = lastIndex(where: { !isWhite($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
