@preconcurrency import Glibc

/// Why what a command printed did not get where it was to go.
struct UnwritableOutput: Error, CustomStringConvertible {
    /// `errno`.
    let code: Int32

    var description: String { "standard output cannot be written: \(String(cString: strerror(code)))" }
}

enum StandardOutput {
    /// Brings out what was printed and is still kept: `print` says nothing when a disk or a device is full.
    /// - Throws: `UnwritableOutput`. A reader who has seen enough is no fault.
    static func finish() throws(UnwritableOutput) {
        errno = 0
        let isLost = fflush(stdout) != 0
        guard isLost || ferror(stdout) != 0 else { return }
        let code = errno == 0 ? EIO : errno
        guard code != EPIPE else { return }
        throw UnwritableOutput(code: code)
    }
}
