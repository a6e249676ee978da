// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Glibc
import Logging
public import Newsroom

extension LogFormat: ExpressibleByArgument {}

/// How a service logs. It is text also where nobody sits at a terminal: journals are read by people first, and who collects lines for
/// programs says so once.
struct LogOption: ParsableArguments {
    @Option(
        name: .customLong("log-format"), help: "Log for people, or for programs as an object of JSON a line.")
    var format = LogFormat.text

    /// Logs to standard error from now on.
    func begin() { StandardErrorLog.begin(format) }
}

/// The log on standard error.
enum StandardErrorLog {
    static func begin(_ format: LogFormat = .text) {
        LoggingSystem.bootstrap { _ in LineLogHandler(format, write: write) }
    }

    /// One call a line, so that lines of several threads do not mix.
    private static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw in
            var rest = UnsafeRawBufferPointer(raw)
            while !rest.isEmpty {
                let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }
}
