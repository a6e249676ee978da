// SPDX-License-Identifier: Apache-2.0
import CConfine
public import Foundation
import Glibc

/// The service manager that started this process, which is told over a datagram socket how it is (sd_notify(3)). The protocol is a
/// few lines of text, so that libsystemd is not needed for it.
public final class ServiceManager: Sendable {
    /// What it can be told.
    public enum Message: Hashable, Sendable {
        /// What was started, or read again, is in force.
        case ready
        /// The configuration is being read again, since so long after the machine was started.
        case reloading(at: MonotonicTime)
        /// It is ending.
        case stopping
        /// It goes on.
        case watchdog
        /// What it does, in a line.
        case status(String)

        /// As it is written on the wire.
        var lines: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time.microseconds)"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            case .status(let text): "STATUS=\(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
            }
        }
    }

    /// A time of CLOCK_MONOTONIC, by which systemd tells a reload from the one before.
    public struct MonotonicTime: Hashable, Sendable {
        /// Since the machine was started.
        let microseconds: Int

        /// What time it is.
        public static var now: MonotonicTime {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return MonotonicTime(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1000)
        }
    }

    /// In how long it has to be told that the process goes on; nil when it does not wait for that.
    let watchdog: Duration?
    private let address: String

    /// The longest wait for a manager that does not read, in seconds.
    private static let patience: Int32 = 1

    /// The manager of this process; nil when it has none that wants to be told.
    /// - Parameters:
    ///   - environment: of this process.
    ///   - process: its number.
    public init?(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        process: Int = Int(ProcessInfo.processInfo.processIdentifier)
    ) {
        guard let address = environment["NOTIFY_SOCKET"], let first = address.first, "/@".contains(first),
            address.utf8.count < Self.longestAddress
        else { return nil }
        self.address = address
        watchdog = Self.watchdog(environment, process)
    }

    /// A watchdog is of one process when it names one.
    private static func watchdog(_ environment: [String: String], _ process: Int) -> Duration? {
        guard let time = environment["WATCHDOG_USEC"].flatMap(Int.init), time > 0,
            environment["WATCHDOG_PID"].map({ $0 == "\(process)" }) ?? true
        else { return nil }
        return .microseconds(time)
    }

    /// Tells it. A manager that is not there is not missed.
    public func tell(_ messages: Message...) {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        limit_patience(socket, Self.patience)
        let text = Array(messages.map(\.lines).joined(separator: "\n").utf8)
        var (name, size) = Self.name(of: address)
        withUnsafePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                _ = sendto(socket, text, text.count, Int32(MSG_NOSIGNAL), name, size)
            }
        }
    }

    /// Bytes of a path, with a zero behind it.
    private static let longestAddress = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    /// An address as the system takes it. An abstract one, with a zero in the place of its `@`, ends where its length says.
    private static func name(of address: String) -> (sockaddr_un, socklen_t) {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = address.hasPrefix("@")
        withUnsafeMutableBytes(of: &name.sun_path) { path in
            path.copyBytes(from: address.utf8)
            if isAbstract { path[0] = 0 }
        }
        let begin = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 0
        return (name, socklen_t(begin + address.utf8.count + (isAbstract ? 0 : 1)))
    }
}
