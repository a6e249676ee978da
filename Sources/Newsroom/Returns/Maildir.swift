// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A directory of messages, a file each.
enum Maildir {
    /// Whether a directory is one.
    static func isOne(_ path: String) -> Bool {
        ["new", "cur"].allSatisfy { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    /// The files of all messages: folder after folder, in each the oldest first by their names.
    static func files(in path: String) throws -> [String] {
        try ["new", "cur"].flatMap { folder in
            let directory = "\(path)/\(folder)"
            do {
                return try FileManager.default.contentsOfDirectory(atPath: directory)
                    .filter { !$0.hasPrefix(".") }.sorted().map { "\(directory)/\($0)" }
            } catch { throw FileFault.unopened(directory, .init(error)) }
        }
    }

    /// A message as far as it is read; nil for what is no file, and for a file that somebody else took meanwhile. It never waits, and
    /// follows no link: whoever may write into the directory may not have others read for them.
    static func message(at path: String, most: Int) throws(FileFault) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if [ENOENT, ELOOP, ENXIO].contains(errno) { return nil }
            throw .unopened(path, .init(code: errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let room = min(Int(status.st_size), most)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            while count < room {
                let read = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), room - count)
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                guard read > 0 else { return }
                count += read
            }
        }
        guard failure == 0 else { throw .unreadable(path, .init(code: failure)) }
        return bytes
    }
}
