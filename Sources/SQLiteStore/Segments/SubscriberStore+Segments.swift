// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import Subscribers

/// Saved segments and the people they mean.
extension SubscriberStore {
    /// Saves a segment. Its name follows the rules of a list's.
    /// - Throws: `SegmentFault` when it names what there is not, `InvalidListName`.
    public func save(_ segment: Segment, as name: String) async throws {
        _ = try MailingList(name: name, title: "")
        let now = database.now()
        try await database.write { db in
            _ = try SegmentCompiler.people(segment, db, now: now)
            try db.execute(
                sql:
                    "INSERT INTO segment (name, expression, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [name, segment.text, now])
            guard db.changesCount == 1 else { throw StoreError.segmentExists(name) }
        }
    }

    /// All saved segments by name.
    public func segments() async throws -> [SavedSegment] {
        try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT name, expression, created_at FROM segment ORDER BY name")
                .map { SavedSegment(name: $0[0], expression: $0[1], createdAt: $0[2]) }
        }
    }

    /// One saved segment.
    public func segment(_ name: String) async throws -> SavedSegment {
        guard let found = try await segments().first(where: { $0.name == name }) else {
            throw StoreError.noSuchSegment(name)
        }
        return found
    }

    /// Removes a saved segment; mailings that use it keep its text.
    public func removeSegment(_ name: String) async throws {
        try await database.write { db in
            try db.execute(sql: "DELETE FROM segment WHERE name = ?", arguments: [name])
            guard db.changesCount == 1 else { throw StoreError.noSuchSegment(name) }
        }
    }

    /// How many people who are not suppressed a segment means. Of many, each processor counts a share.
    public func count(_ segment: Segment) async throws -> Int {
        let now = database.now()
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for share in try await shares() {
                group.addTask { [database] in
                    try await database.read { db in
                        let query = try SegmentCompiler.count(segment, db, now: now, among: share)
                        let arguments = StatementArguments(query.arguments)
                        return try Int.fetchOne(db, sql: query.sql, arguments: arguments) ?? 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// The numbers people can have in as many parts as can be read at once; one whole when there are few people.
    func shares() async throws -> [ClosedRange<Int64>?] {
        let last = try await database.read {
            try Int64.fetchOne($0, sql: "SELECT max(id) FROM subscriber") ?? 0
        }
        let parts = min(ProcessInfo.processInfo.activeProcessorCount, NewsroomDatabase.readers)
        guard parts > 1, last > Self.worthSharing else { return [nil] }
        let size = last / Int64(parts)
        return (0..<Int64(parts)).map { part in
            (part == 0 ? 0 : part * size + 1)...(part == Int64(parts) - 1 ? .max : (part + 1) * size)
        }
    }

    /// The number of people below which counting takes less time than opening the database once more.
    private static let worthSharing: Int64 = 50_000

    /// The first people a segment means, by address.
    public func people(in segment: Segment, limit: Int) async throws -> [String] {
        let now = database.now()
        return try await database.read { db in
            let query = try SegmentCompiler.people(segment, db, now: now)
            return try String.fetchAll(
                db,
                sql:
                    "SELECT address FROM subscriber WHERE suppressed = 0 AND id IN (\(query.sql)) LIMIT \(limit)",
                arguments: StatementArguments(query.arguments))
        }
    }

    /// How SQLite would look for the people of a segment: its query plan, line by line.
    public func plan(of segment: Segment) async throws -> [String] {
        let now = database.now()
        return try await database.read { db in
            let query = try SegmentCompiler.count(segment, db, now: now)
            return try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN \(query.sql)", arguments: StatementArguments(query.arguments)
            ).map { $0["detail"] }
        }
    }
}
