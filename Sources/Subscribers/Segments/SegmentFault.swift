// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a segment, and where.
public struct SegmentFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The segment; its start when it is too long.
    public let text: String
    /// Unicode scalars from the start of the text, the first being 1; behind the last when something is missing there.
    public let column: Int
    /// One clause.
    public let problem: String
    /// What would end it, where the text may be right and something else is not; nil for most.
    public let remedy: Remedy?

    /// What can be changed instead of a segment.
    public enum Remedy: Hashable, Sendable {
        /// The type of the attribute that it names.
        case changeType
    }

    /// A fault.
    public init(text: String, column: Int, problem: String, remedy: Remedy? = nil) {
        self.text = text
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    /// One line.
    public var description: String { "column \(column): \(problem)" }

    /// Two lines: the text, and a caret under the column. White space and control characters are shown as spaces.
    public var pointer: String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            line.append(isBlank ? " " : scalar)
        }
        // A combining accent takes no column of its own, so characters are counted.
        let indent = String(String.UnicodeScalarView(line.prefix(max(0, column - 1)))).count
        return "\(String(line))\n\(String(repeating: " ", count: indent))^"
    }
}
