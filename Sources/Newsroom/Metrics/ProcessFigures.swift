// SPDX-License-Identifier: Apache-2.0
import CTimex
import Foundation
import Glibc

/// What the system knows of this process; nil for what it does not say.
struct ProcessFigures {
    /// Seconds of processors, its own and the system's for it.
    var processor: Double?
    var residentBytes: Int64?
    var virtualBytes: Int64?
    var openFiles: Int?
    var mostFiles: Int?

    /// Asks Linux (proc(5), getrusage(2)).
    static func read() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        if getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
            figures.processor = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
            .split(separator: " ").prefix(2).compactMap { Int64($0) }
        if let pages, pages.count == 2 {
            let size = Int64(sysconf(Int32(_SC_PAGESIZE)))
            (figures.virtualBytes, figures.residentBytes) = (pages[0] * size, pages[1] * size)
        }
        // The listing itself is one of them.
        figures.openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))
            .map { $0.count - 1 }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.mostFiles = Int(clamping: limit.rlim_cur)
        }
        return figures
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
}

extension MetricText {
    /// The names are those that Prometheus' own clients use.
    /// - Parameter start: of the process, milliseconds since 1970.
    mutating func add(_ figures: ProcessFigures, since start: Int64) {
        add(
            "process_cpu_seconds_total", .counter, "Seconds of processors that this process took.",
            figures.processor)
        add(
            "process_resident_memory_bytes", .gauge, "Memory that this process has.",
            figures.residentBytes.map(Double.init))
        add(
            "process_virtual_memory_bytes", .gauge, "Addresses that this process has.",
            figures.virtualBytes.map(Double.init))
        add(
            "process_open_fds", .gauge, "Files and connections that are open.",
            figures.openFiles.map(Double.init))
        add(
            "process_max_fds", .gauge, "How many may be open.", figures.mostFiles.map(Double.init))
        add(
            "process_start_time_seconds", .gauge, "When this process began.", Double(start) / 1000)
        add(
            "daybreak_build_info", .gauge, "The version that runs.",
            [Sample(1, ["version": Release.version])])
    }
}
