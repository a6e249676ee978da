// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SQLiteStore
import Subscribers

/// The care of a newsroom's database: backups, checks and pruning.
public struct DatabaseDesk: Sendable {
    private let configuration: Configuration
    private let database: NewsroomDatabase
    private let subscribers: SubscriberStore
    private let returns: ReturnStore
    private let media: MediaDesk

    init(_ context: NewsroomContext, _ media: MediaDesk) {
        self.media = media
        configuration = context.configuration
        database = context.database
        subscribers = context.subscribers
        returns = context.returns
    }

    /// Copies the database while others read and write.
    public func backUp(to path: String) async throws {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory), isDirectory.boolValue
        else {
            throw FileFault.unwritable(path, .noDirectory(place))
        }
        if let obstacle = WriteObstacle(at: place) { throw StoreError.readOnly(path, obstacle) }
        try await database.backUp(to: path)
    }

    /// Puts a backup in the place of a newsroom's database.
    public static func restore(
        _ copy: String, to directory: URL, clock: WallClock = .system, random: Randomness = .system
    ) async throws -> Restoration {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: copy, isDirectory: &isDirectory), !isDirectory.boolValue
        else {
            throw StoreError.noBackup(copy)
        }
        return Restoration(
            try await NewsroomDatabase.restore(
                copy, to: try Newsroom.databasePath(of: directory), erased: ErasureNotes(beside: copy).erased,
                now: clock.read, random: random.read))
    }

    /// A number that stays the same for as long as nobody commits anything; nil where nobody can tell.
    /// - Throws: `StoreError.replaced` when the database is not the file any more that was opened.
    func dataVersion() throws -> Int64? { try database.dataVersion() }

    /// Throws where the database cannot be written.
    public func requireWritable() throws { try database.requireWritable() }

    /// What is wrong with the database; empty when nothing is.
    public func check() async throws -> [DatabaseFault] { try await database.check().map(DatabaseFault.init) }

    /// Drops requests that nobody confirmed, rows and events that are kept no longer, and pictures that nobody uses.
    public func prune() async throws -> PrunedRows {
        let requests = try await subscribers.expireRequests(olderThan: configuration.confirmation.lifetime)
        let rows = try await database.prune(
            deliveries: configuration.retention.deliveries, events: configuration.retention.events)
        try await returns.prune(olderThan: configuration.retention.events)
        return PrunedRows(
            requests: requests, deliveries: rows.deliveries, events: rows.events,
            pictures: try await media.sweep())
    }
}
