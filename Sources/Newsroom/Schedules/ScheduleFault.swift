// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the text of a schedule, and where.
public struct ScheduleFault: Error, Hashable, Sendable {
    /// The first character that it is about, from 1.
    public let column: Int
    /// One clause: what is wrong and what to write.
    public let message: String
}

extension ScheduleFault: ExplainedError {
    /// One clause.
    public var sentence: String { "the schedule, column \(column): \(message)" }

    /// How a script should take it.
    public var kind: Sysexit { .usage }
}
