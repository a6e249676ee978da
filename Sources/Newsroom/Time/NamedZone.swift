// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// A time zone by its IANA name, as the system's TZif files know it. Who keeps the system up to date keeps
/// these so: Foundation carries a table of its own, which is as old as the program.
public struct NamedZone: Hashable, Sendable {
    /// `America/New_York`
    public let name: String
    private let file: TimeZoneFile

    /// Why there is no such zone.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case unknown(String)
        case noDirectory(String)
        case unreadable(String, why: String)

        /// One clause.
        public var description: String {
            switch self {
            case .unknown(let name): "“\(name)” is no time zone: name one like America/New_York or UTC"
            case .noDirectory(let path):
                "this machine has no time zones in \(path): install the package tzdata"
            case .unreadable(let path, let why): "\(path) \(why): install the package tzdata anew"
            }
        }
    }

    /// The zone of no place; needs no file.
    public static let utc = NamedZone(name: "UTC", file: .utc)

    /// Where the system keeps its zones.
    public static let directory = "/usr/share/zoneinfo"
    /// The largest of the system's files has 4 KB: bytes.
    private static let largest = 1_000_000

    private init(name: String, file: TimeZoneFile) {
        self.name = name
        self.file = file
    }

    /// Reads a zone.
    /// - Parameter directory: of TZif files.
    public init(_ name: String, in directory: String = NamedZone.directory) throws(Fault) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard Self.isName(name) else { throw .unknown(name) }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
            isDirectory.boolValue
        else { throw .noDirectory(directory) }
        let path = "\(directory)/\(name)"
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
        else { throw .unknown(name) }
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: Self.largest)
        else { throw .unreadable(path, why: "cannot be read") }
        do { self.init(name: name, file: try TimeZoneFile([UInt8](data))) } catch {
            throw error == .notTZif ? .unknown(name) : .unreadable(path, why: error.description)
        }
    }

    /// Letters, digits, `_`, `+` and `-`, with slashes between: no way out of the directory.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= 100
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
                part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte)
                            || byte == 0x5F || byte == 0x2B || byte == 0x2D
                    }
            }
    }

    /// A zone as people may name it: by a place, or UTC. Abbreviations such as EST are refused, since they
    /// mean standard time all year, or several places.
    public static func ofPlace(
        _ name: String, in directory: String = NamedZone.directory
    ) throws(Fault) -> NamedZone {
        guard name.utf8.contains(UInt8(ascii: "/")) || name == "UTC" else { throw .unknown(name) }
        return try NamedZone(name, in: directory)
    }

    /// The zone of this machine: what `TZ` names, else what `/etc/localtime` leads to, else UTC.
    public static var system: NamedZone {
        let names = [
            ProcessInfo.processInfo.environment["TZ"].map { String($0.trimmingPrefix(":")) },
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime"))
                .flatMap(Self.name(at:)),
        ]
        for case let name? in names {
            if let zone = try? NamedZone(name) { return zone }
        }
        return .utc
    }

    private static func name(at path: String) -> String? {
        path.range(of: "zoneinfo/").map { String(path[$0.upperBound...]) }
    }

    /// Seconds east of UTC.
    /// - Parameter milliseconds: since 1970.
    func offset(at milliseconds: Int64) -> Int {
        file.offset(at: CivilTime.floor(milliseconds, by: 1000))
    }

    /// The instants at which its clocks show a time, milliseconds since 1970, in order.
    func instants(of time: CivilTime) -> [Int64] { file.instants(of: time).map { $0 * 1000 } }

    /// What the clocks of a zone make of a time.
    enum Showing: Hashable, Sendable {
        /// They show it once.
        case once
        /// They show it twice; the first counts.
        case twice
        /// They skip it; the first instant after the gap counts.
        case skipped
    }

    /// The instant at which something planned for a time happens; nil when the zone had no such day.
    ///
    /// Where RFC 5545 §3.3.10 takes a skipped time with the offset from before the gap, and so later by the length of the gap, this
    /// takes the end of the gap: what is planned for half past two then happens at three.
    func instant(for time: CivilTime) -> (at: Int64, showing: Showing)? {
        let instants = instants(of: time)
        if let first = instants.first { return (first, instants.count > 1 ? .twice : .once) }
        // No offset exceeds 26 hours, so the gap lies between these two.
        var (before, after) = (time.seconds - Self.farthest, time.seconds + Self.farthest)
        while after - before > 1 {
            let middle = (before + after) / 2
            if middle + Int64(offset(at: middle * 1000)) < time.seconds {
                before = middle
            } else {
                after = middle
            }
        }
        let isWholeDay = self.time(at: before * 1000).day < time.day && time.day < day(at: after * 1000)
        return isWholeDay ? nil : (after * 1000, .skipped)
    }

    /// Seconds within which the clocks of every zone differ from UTC.
    private static let farthest: Int64 = 26 * 3600

    /// What its clocks show.
    /// - Parameter milliseconds: since 1970.
    func time(at milliseconds: Int64) -> CivilTime {
        CivilTime(seconds: CivilTime.floor(milliseconds, by: 1000) + Int64(offset(at: milliseconds)))
    }

    /// The day on its calendars.
    /// - Parameter milliseconds: since 1970.
    func day(at milliseconds: Int64) -> CalendarDay { time(at: milliseconds).day }
}
