// SPDX-License-Identifier: Apache-2.0
import CTimex
import Composer
import Foundation
import MailFormat
import SQLiteStore

extension Doctor {
    /// The ledger, the room it has to grow, and whether the clock agrees with it.
    /// - Returns: the largest message of late; nil when there is none.
    func examineDatabase(
        of configuration: Configuration, _ report: (DoctorFinding) -> Void
    ) async -> NewsroomDatabase.Vitals.Message? {
        let path = URL(fileURLWithPath: configuration.database, relativeTo: directory).path
        var vitals: NewsroomDatabase.Vitals?
        do {
            let now = try await NewsroomDatabase(
                opening: path, now: clock.read, random: random.read
            ).vitals()
            vitals = now
            report(
                DoctorFinding(
                    .database, .ok, at: path,
                    "opens, and keeps \(Self.size(now.bytes)); “daybreak check” looks through all of it"))
            if !now.halted.isEmpty {
                let list = now.halted.map { "\($0)" }.joined(separator: ", ")
                report(
                    DoctorFinding(
                        .database, .advice, at: path, "halted mailings: \(list)",
                        do: "“daybreak mailing show” says why; resume or cancel them"))
            }
        } catch {
            report(DoctorFinding(.database, .wrong, at: path, Explanation.sentence(of: error)))
        }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
        if let mode, mode & 0o077 != 0 {
            report(
                DoctorFinding(
                    .database, .advice, at: path, "others on this machine can read everybody's address",
                    do: "“chmod 600 \(path)”"))
        }
        if let obstacle = WriteObstacle(database: path) {
            report(DoctorFinding(.disk, .wrong, at: path, "cannot be written: \(obstacle.sentence)"))
        } else {
            report(Self.disk(at: path))
        }
        report(
            Self.finding(on: clock, newest: vitals?.newest, isSynchronised: Self.isClockSynchronised()))
        return vitals?.largest
    }

    /// The free bytes below which no mailing should start, and nothing large be imported.
    private static let scarce: Int64 = 100_000_000
    /// The free bytes that a ledger of a million rows and its log need.
    private static let comfortable: Int64 = 1_000_000_000

    static func disk(at path: String) -> DoctorFinding {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard let free = DiskSpace.free(beside: path) else {
            return DoctorFinding(.disk, .wrong, at: place, String(cString: strerror(errno)))
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int64 ?? 0
        return disk(free: free, database: size, at: place)
    }

    /// - Parameters:
    ///   - free: bytes.
    ///   - size: of the database, bytes; a backup or an erasure needs as much again.
    static func disk(free: Int64, database size: Int64, at place: String) -> DoctorFinding {
        let found = "\(Self.size(free)) free beside a database of \(Self.size(size))"
        if free < scarce {
            return DoctorFinding(
                .disk, .wrong, at: place, found, do: "make room: sending stops when the ledger cannot grow")
        }
        if free < max(comfortable, size * 2) {
            return DoctorFinding(
                .disk, .advice, at: place, found,
                do: "make room: a large mailing, a backup or an erasure may not fit")
        }
        return DoctorFinding(.disk, .ok, at: place, found)
    }

    private static func size(_ bytes: Int64) -> String {
        bytes < 1_000_000_000
            ? "\((bytes + 999_999) / 1_000_000) MB"
            : String(format: "%.1f GB", Double(bytes) / 1_000_000_000)
    }

    /// The milliseconds by which clocks of machines that share a database may differ.
    private static let tolerance: Int64 = 60_000

    /// - Parameters:
    ///   - newest: when the newest row of the database was written, milliseconds since 1970.
    ///   - isSynchronised: what the kernel says; nil when it does not.
    static func finding(
        on clock: WallClock, newest: Int64?, isSynchronised: Bool?
    ) -> DoctorFinding {
        let (now, zone) = (clock.now, clock.zone)
        let time = "\(RFC3339.text(now, in: zone)) in \(zone.name)"
        if let newest, now + tolerance < newest {
            return DoctorFinding(
                .clock, .wrong, at: "this machine",
                "it is \(time), but the database has a row of \(RFC3339.text(newest, in: zone))",
                do: "set the clock: mailings go out by it")
        }
        switch isSynchronised {
        case true: return DoctorFinding(.clock, .ok, at: "this machine", "\(time), kept by a time service")
        case false:
            return DoctorFinding(
                .clock, .advice, at: "this machine",
                "\(time), and the kernel knows of no time service that keeps it",
                do: "run one, such as chrony or systemd-timesyncd: mailings go out by this clock")
        default:
            return DoctorFinding(
                .clock, .ok, at: "this machine", "\(time); whether a time service keeps it is not known")
        }
    }

    /// Whether the kernel says that the clock is synchronised; the program that does so tells it. Nil when it cannot be asked.
    private static func isClockSynchronised() -> Bool? {
        var status = timex()
        switch adjtimex(&status) {
        case -1: return nil
        case TIME_ERROR: return false
        default: return true
        }
    }
}
