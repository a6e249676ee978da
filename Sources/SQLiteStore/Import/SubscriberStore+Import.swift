// SPDX-License-Identifier: Apache-2.0
import GRDB
public import Subscribers

/// Files of people.
extension SubscriberStore {
    /// Imports rows in one transaction: when it throws, or the process ends, nothing was imported.
    /// - Parameters:
    ///   - next: gives the next row, or the rejection of one; nil at the end.
    ///   - note: called for each row not taken, and each oddity, before `next` is called again.
    public func importRows(
        _ order: ImportOrder, next: @escaping @Sendable () throws -> ImportCandidate?,
        note: @escaping @Sendable (ImportNote) throws -> Void
    ) async throws -> ImportReport {
        let now = database.now()
        return try await database.write(keeping: !order.isRehearsal) { db in
            let list = try Self.require(order.list, db)
            let indexes = AttributeIndexes(db)
            try indexes.declare(order.attributes)
            let run = try SubscriberImport(
                db, list: list, source: order.source, mode: order.mode, now: now)
            let bulk = try max(
                Self.leastBulk, (Int.fetchOne(db, sql: "SELECT max(id) FROM subscriber") ?? 0) / 4)
            var report = ImportReport()
            var unnamed: [String: AttributeType] = [:]
            var hasIndexes = true
            while let candidate = try next() {
                try Self.take(candidate, run, &report, &unnamed, note)
                if hasIndexes, report.added >= bulk {
                    try indexes.drop()
                    hasIndexes = false
                }
            }
            if !order.mayTakeMostOff, let (ended, before) = try run.losses() {
                throw StoreError.takesMostOff(list: order.list, ended: ended, of: before)
            }
            try indexes.declare(unnamed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            try indexes.build()
            if !hasIndexes { try db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE") }
            return report
        }
    }

    /// The number of people in a file from which on indexes are made anew instead of being kept up.
    private static let leastBulk = 20_000

    private static func take(
        _ candidate: ImportCandidate, _ run: SubscriberImport, _ report: inout ImportReport,
        _ unnamed: inout [String: AttributeType], _ note: (ImportNote) throws -> Void
    ) throws {
        func remark(_ reason: String) -> ImportReport.Remark {
            .init(line: candidate.line, address: candidate.address, reason: reason)
        }
        let row: ImportRow
        switch candidate.row {
        case .success(let read): row = read
        case .failure(let rejection):
            report.rejected += 1
            return try note(.rejected(remark(rejection.reason)))
        }
        switch try run.take(row, line: candidate.line) {
        case .added: report.added += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        case .merged: report.merged += 1
        case .stopped: report.stopped += 1
        case .rejected(let reason):
            report.rejected += 1
            return try note(.rejected(remark(reason)))
        }
        for name in row.unnamed.keys where unnamed[name] == nil { unnamed[name] = row.unnamed[name] }
        for warning in row.warnings {
            report.warnings += 1
            try note(.warning(remark(warning)))
        }
    }
}
