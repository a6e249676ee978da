// SPDX-License-Identifier: Apache-2.0
import CConfine
import Glibc

/// Confines itself as a reader of strangers' bytes does, and tries what such a process may not do. It exits with the number of the
/// first attempt that succeeded, or 0: it can write into no file.
///
///     confined FILE    FILE is there and may be changed
@main
enum Confined {
    static func main() {
        let file = CommandLine.arguments[1]
        guard confine_process(1 << 30, 10) == 0 else { exit(100) }
        let attempts: [() -> Int32] = [
            { open(file, O_WRONLY) },
            { open(file, O_RDONLY | O_TRUNC) },
            { open("\(file)-new", O_RDONLY | O_CREAT, 0o600) },
            { mknod("\(file)-node", S_IFREG | 0o600, 0) }, { unlink(file) },
            { rename(file, "\(file)-moved") }, { chmod(file, 0o777) },
            { lchown(file, getuid(), getgid()) }, { truncate(file, 0) },
            { utimes(file, nil) }, { mkdir("\(file)-directory", 0o700) },
            { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }, { kill(getppid(), 0) },
            { spawned("/bin/true") },
        ]
        exit(attempts.firstIndex { $0() >= 0 }.map { Int32($0) + 1 } ?? 0)
    }

    private static func spawned(_ program: String) -> Int32 {
        var child = pid_t()
        return posix_spawn(&child, program, nil, nil, [nil], [nil]) == 0 ? 0 : -1
    }
}
