// SPDX-License-Identifier: Apache-2.0
@preconcurrency import Glibc
import Newsroom

/// Why what a command printed did not get where it was to go.
struct UnwritableOutput: ExplainedError {
    /// `errno`; nil when it is not known any more.
    let code: Int32?

    var sentence: String {
        code.map { "standard output cannot be written: \(String(cString: strerror($0)))" }
            ?? "standard output was not written whole"
    }

    var kind: Sysexit { .io }
}

enum StandardOutput {
    /// Brings out what was printed and is still kept: `print` says nothing when a disk or a device is full.
    /// - Throws: `UnwritableOutput`.
    static func finish() throws(UnwritableOutput) {
        errno = 0
        let isLost = fflush(stdout) != 0
        guard isLost || ferror(stdout) != 0 else { return }
        throw UnwritableOutput(code: errno == 0 ? nil : errno)
    }
}
