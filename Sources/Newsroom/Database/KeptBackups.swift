// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SQLiteStore

/// The backups that a newsroom makes by itself: files of one directory, each named after its instant.
struct KeptBackups {
    /// One of them.
    struct Backup: Hashable {
        let path: String
        /// When it was made, milliseconds since 1970.
        let at: Int64
    }

    private let settings: BackupSettings
    private let database: NewsroomDatabase

    init(_ settings: BackupSettings, of database: NewsroomDatabase) {
        self.settings = settings
        self.database = database
    }

    /// All there are, the oldest first.
    func all() -> [Backup] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: settings.directory)) ?? []
        return names.compactMap { name in
            Self.time(of: name).map { Backup(path: "\(settings.directory)/\(name)", at: $0) }
        }.sorted { $0.at < $1.at }
    }

    /// `daybreak-2026-11-24T060000Z.db`
    private static func name(at now: Int64) -> String {
        "daybreak-\(RFC3339.text(now).replacing(":", with: "")).db"
    }

    private static func time(of name: String) -> Int64? {
        guard let match = name.wholeMatch(of: /daybreak-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z\.db/),
            let day = CalendarDay(String(match.1)), let hour = Int(match.2), let minute = Int(match.3),
            let second = Int(match.4)
        else { return nil }
        return CivilTime(day, hour: hour, minute: minute, second: second).seconds * 1000
    }

    /// Whether it is time for one. One of a time to come is of a clock that was wrong.
    func isDue(at now: Int64) -> Bool {
        guard let newest = all().last(where: { $0.at <= now }) else { return true }
        return now - newest.at >= settings.every.milliseconds
    }

    /// Makes one, and removes the oldest beyond those that are kept.
    func make(at now: Int64) async throws -> Backup {
        do {
            try FileManager.default.createDirectory(
                atPath: settings.directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw FileFault.unwritable(settings.directory, .init(error)) }
        let backup = Backup(path: "\(settings.directory)/\(Self.name(at: now))", at: now)
        try await database.backUp(to: backup.path)
        // One of a time to come is of a clock that was wrong, and none of those that are kept.
        for old in all().filter({ $0.at <= now }).dropLast(settings.keep) {
            try FileManager.default.removeItem(atPath: old.path)
        }
        return backup
    }

    // MARK: Looking through

    /// The backup that is to be looked through now; nil when it is not time for that, or there is none.
    func unverified(at now: Int64) -> Backup? {
        guard let pause = settings.verify, let newest = all().last(where: { $0.at <= now }) else {
            return nil
        }
        guard let text = try? String(contentsOfFile: note, encoding: .utf8), let last = Int64(text) else {
            return newest
        }
        return (0..<pause.milliseconds).contains(now - last) ? nil : newest
    }

    /// Has a backup that could not be restored be tried again in an hour.
    func postpone(at now: Int64) throws {
        guard let pause = settings.verify else { return }
        try "\(now - pause.milliseconds + Self.retry)".write(toFile: note, atomically: true, encoding: .utf8)
    }

    private static let retry: Int64 = 3_600_000

    /// Restores a backup elsewhere, as an operator would, and looks through it.
    func verify(_ backup: Backup, clock: WallClock, random: Randomness) async throws {
        let place = "\(settings.directory)/.verification"
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: place) }
        _ = try await NewsroomDatabase.restore(
            backup.path, to: "\(place)/daybreak.db", now: clock.read, random: random.read)
        try "\(clock.now)".write(toFile: note, atomically: true, encoding: .utf8)
    }

    /// The file that holds when one was looked through last, milliseconds since 1970.
    private var note: String { "\(settings.directory)/.verified" }
}
