import Foundation
import Newsroom
import Subscribers

/// A value for scripts, put together where it is printed. What is absent is null.
enum JSONValue: Encodable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByDictionaryLiteral,
    ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
    case null
    case text(String)
    case number(Double)
    case truth(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    init(nilLiteral: ()) { self = .null }
    init(_ text: String?) { self = text.map(JSONValue.text) ?? .null }
    init(_ number: Int?) { self = number.map { .number(Double($0)) } ?? .null }
    init(_ truth: Bool) { self = .truth(truth) }

    /// An instant.
    /// - Parameter milliseconds: since 1970.
    static func time(_ milliseconds: Int64?) -> JSONValue { JSONValue(milliseconds.map(RFC3339.text)) }

    /// Attributes, or what else is kept as an object of JSON.
    static func object(json: String?) -> JSONValue {
        guard let json, let members = AttributeJSON.members(json) else { return .null }
        return .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, JSONValue($0.value)) }))
    }

    init(_ value: AttributeValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .boolean(let truth): self = .truth(truth)
        case .list(let items): self = .list(items.map(JSONValue.text))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .text(let text): try container.encode(text)
        case .number(let number):
            if let whole = Int64(exactly: number) {
                try container.encode(whole)
            } else {
                try container.encode(number)
            }
        case .truth(let truth): try container.encode(truth)
        case .list(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}
