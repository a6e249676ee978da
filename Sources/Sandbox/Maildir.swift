// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// Keeps messages as files: written under `tmp`, moved to `new` when whole (cr.yp.to/proto/maildir.html).
///
/// Their names begin with the second in which the sandbox started, by the system's clock, so that no two of its runs give a
/// file the same name.
final class Maildir: Sendable {
    /// A file operation that failed.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let number: Int32

        var description: String { "\(path): \(String(cString: strerror(number)))" }
    }

    private let path: String
    private let started: Int
    private let count = Mutex(0)

    /// Makes the directories that are not there.
    init(path: String) throws {
        self.path = path
        started = time(nil)
        for directory in [path, "\(path)/tmp", "\(path)/new", "\(path)/cur"] {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                throw Failure(path: directory, number: errno)
            }
        }
    }

    /// Writes a message, with its envelope on top, and returns the file's name. Blocks.
    func keep(_ message: SandboxMessage) throws -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let name = "\(started).P\(getpid())Q\(number).sandbox"
        var text = Array("Return-Path: <\(message.sender)>\r\n".utf8)
        for recipient in message.recipients { text += Array("Delivered-To: \(recipient)\r\n".utf8) }
        text += message.content
        let draft = "\(path)/tmp/\(name)"
        do {
            try Self.write(text, to: draft)
            guard rename(draft, "\(path)/new/\(name)") == 0 else { throw Failure(path: draft, number: errno) }
        } catch {
            unlink(draft)
            throw error
        }
        return name
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(path: path, number: errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(path: path, number: errno) }
            written += count
        }
    }
}
