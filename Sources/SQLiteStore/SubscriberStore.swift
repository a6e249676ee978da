import GRDB
public import Subscribers

/// Lists, people and their consent.
public struct SubscriberStore: Sendable {
    let database: NewsroomDatabase

    /// The subscribers of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// Makes a list.
    public func create(_ list: MailingList) async throws {
        let now = database.now()
        try await database.write { db in
            guard try Self.id(of: list.name, db) == nil else { throw StoreError.listExists(list.name) }
            try db.execute(
                sql: "INSERT INTO list (name, title, created_at) VALUES (?, ?, ?)",
                arguments: [list.name, list.title, now])
        }
    }

    /// A list and how many subscriptions it has in each status.
    public struct ListSummary: Hashable, Sendable {
        /// The list.
        public let list: MailingList
        /// Subscriptions by status.
        public let counts: [SubscriptionStatus: Int]
    }

    /// All lists by name.
    public func lists() async throws -> [ListSummary] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT l.name, l.title, p.status, count(p.subscriber_id)
                    FROM list l LEFT JOIN subscription p ON p.list_id = l.id
                    GROUP BY l.id, p.status ORDER BY l.name
                    """)
            var summaries: [ListSummary] = []
            for row in rows {
                let list = try MailingList(name: row[0], title: row[1])
                var counts = summaries.last?.list == list ? summaries.removeLast().counts : [:]
                if let status = (row[2] as Int?).flatMap(SubscriptionStatus.init) { counts[status] = row[3] }
                summaries.append(ListSummary(list: list, counts: counts))
            }
            return summaries
        }
    }

    /// One list.
    public func list(_ name: String) async throws -> ListSummary {
        guard let summary = try await lists().first(where: { $0.list.name == name }) else {
            throw StoreError.noSuchList(name)
        }
        return summary
    }

    /// Imports rows in one transaction: when it throws, nothing was imported.
    /// - Parameters:
    ///   - source: where the rows come from, for the consent record.
    ///   - next: gives the next row, or the rejection of one; nil at the end.
    ///   - reject: called for each row not taken.
    public func importRows(
        to list: String, source: String,
        next: @escaping @Sendable () throws -> ImportCandidate?,
        reject: @escaping @Sendable (ImportReport.Reject) throws -> Void
    ) async throws -> ImportReport {
        let now = database.now()
        return try await database.write { db in
            let target = try Self.require(list, db)
            let run = try SubscriberImport(db, list: target, source: source, now: now)
            var report = ImportReport()
            func refuse(_ candidate: ImportCandidate, _ reason: String) throws {
                report.rejected += 1
                try reject(
                    ImportReport.Reject(line: candidate.line, address: candidate.address, reason: reason))
            }
            while let candidate = try next() {
                switch candidate.row {
                case .success(let row):
                    switch try run.take(row) {
                    case .added: report.added += 1
                    case .updated: report.updated += 1
                    case .unchanged: report.unchanged += 1
                    case .rejected(let reason): try refuse(candidate, reason)
                    }
                case .failure(let rejection): try refuse(candidate, rejection.reason)
                }
            }
            return report
        }
    }

    /// A record of a file, read or not.
    public struct ImportCandidate: Sendable {
        /// Where it starts.
        public let line: Int
        /// Its address as the file has it.
        public let address: String
        /// What it says, or why it cannot be used.
        public let row: Result<ImportRow, ImportRow.Rejection>

        /// A record.
        public init(line: Int, address: String, row: Result<ImportRow, ImportRow.Rejection>) {
            self.line = line
            self.address = address
            self.row = row
        }
    }

    static func id(of list: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT id FROM list WHERE name = ?", arguments: [list])
    }

    static func require(_ list: String, _ db: Database) throws -> Int64 {
        guard let id = try id(of: list, db) else { throw StoreError.noSuchList(list) }
        return id
    }
}
