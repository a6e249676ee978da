// SPDX-License-Identifier: Apache-2.0
import GRDB

extension Database {
    /// The rows of a question that is asked again and again: it is compiled once for each connection and not each time, which takes
    /// longer than the answer where a table is small. Its text must be one of a few.
    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Does what is done again and again, compiled once as well.
    func change(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The first row of such a question.
    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}
