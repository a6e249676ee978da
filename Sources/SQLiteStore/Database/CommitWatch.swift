// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A connection that only asks whether somebody has committed something.
///
/// Asking takes microseconds, on the thread that asks; a question to the pool passes through queues, each of which may wake a thread.
final class CommitWatch: Sendable {
    private let connection: DatabaseQueue

    /// Seconds to wait for a process that has the whole file to itself for a moment.
    private static let patience = 1.0

    /// - Parameter path: of a database that somebody of this process has open.
    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(Self.patience)
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// SQLite's number of what this connection last saw, which is another one after each commit of others
    /// (sqlite.org/pragma.html#pragma_data_version).
    /// - Parameter check: looks at the file before it is asked.
    func version(_ check: (Database) throws -> Void) throws -> Int64? {
        try connection.unsafeRead { db in
            try check(db)
            return try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
        }
    }

    func close() throws { try connection.close() }
}
