// SPDX-License-Identifier: Apache-2.0
import SQLiteStore

/// A rule that a database breaks.
public struct DatabaseFault: Hashable, Sendable, CustomStringConvertible {
    /// What was checked: `pages`, `references`, or the name of an invariant.
    public let rule: String
    /// What is wrong.
    public let detail: String

    /// One clause.
    public var description: String { "\(rule): \(detail)" }

    init(_ fault: NewsroomDatabase.CheckFault) {
        rule = fault.rule
        detail = fault.detail
    }
}
