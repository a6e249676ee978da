// SPDX-License-Identifier: Apache-2.0
public import Subscribers

extension SavedSegment {
    /// Its name (`segment`), what it asks (`expression`), and `createdAt`, RFC 3339.
    public var json: JSONValue {
        ["segment": .text(name), "expression": .text(expression), "createdAt": .time(createdAt)]
    }
}

extension JSONValue {
    /// A segment that was kept.
    /// - Parameters:
    ///   - name: `segment`.
    ///   - expression: what it asks.
    ///   - count: how many people it means now.
    public static func segment(_ name: String, _ expression: String, count: Int) -> JSONValue {
        ["segment": .text(name), "expression": .text(expression), "count": JSONValue(count)]
    }

    /// Whom a segment means.
    /// - Parameters:
    ///   - segment: its text is the `expression`.
    ///   - count: how many people who may be mailed.
    ///   - examples: addresses of some.
    ///   - plan: how SQLite looks for them, a step a line.
    public static func people(
        in segment: Segment, count: Int, examples: [String], plan: [String]
    ) -> JSONValue {
        [
            "expression": .text(segment.text), "count": JSONValue(count), "examples": JSONValue(examples),
            "plan": JSONValue(plan),
        ]
    }
}
