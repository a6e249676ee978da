// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subscribers

/// A value for programs. What is absent is null.
public enum JSONValue: Encodable, Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
    case null
    case text(String)
    case number(Double)
    case truth(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// An object.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    /// Null.
    public init(nilLiteral: ()) { self = .null }

    init(_ text: String?) { self = text.map(JSONValue.text) ?? .null }
    init(_ number: (some BinaryInteger)?) { self = number.map { .number(Double($0)) } ?? .null }
    init(_ truth: Bool) { self = .truth(truth) }
    init(_ texts: [String]) { self = .list(texts.map(JSONValue.text)) }

    /// An attribute's value.
    init(_ value: AttributeValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .boolean(let truth): self = .truth(truth)
        case .list(let items): self = JSONValue(items)
        }
    }

    /// An instant as RFC 3339 writes it.
    /// - Parameter milliseconds: since 1970.
    static func time(_ milliseconds: Int64?) -> JSONValue { JSONValue(milliseconds.map(RFC3339.text)) }

    /// A number with some digits behind the point.
    static func rounded(_ number: Double?, digits: Int) -> JSONValue {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        return number.map { .number(($0 * scale).rounded() / scale) } ?? .null
    }

    /// A length of time in seconds.
    static func seconds(_ milliseconds: Int64) -> JSONValue { .number(Double(milliseconds) / 1000) }

    /// Attributes, or what else is kept as an object of JSON.
    static func object(json: String?) -> JSONValue {
        guard let json, let members = AttributeJSON.members(json) else { return .null }
        return .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, JSONValue($0.value)) }))
    }

    /// An object with more members.
    func adding(_ more: [String: JSONValue]) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.merging(more) { $1 })
    }

    /// A whole number without a point.
    public func encode(to encoder: any Encoder) throws {
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
