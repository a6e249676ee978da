// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A file that nobody but its owner may read.
enum PrivateFile {
    static func read(_ path: String) throws -> [UInt8] {
        let file = try FileHandle.opening(path)
        defer { try? file.close() }
        var status = stat()
        guard fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFault.notAFile(path)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyFault.notPrivate(path)
        }
        return [UInt8](try file.read(upToCount: longest) ?? Data())
    }

    /// The largest file of a key, in bytes: RSA keys of 16,384 bits have 13,000 in PEM.
    private static let longest = 65_536

    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw KeyFault.exists(path) }
            throw FileFault.unwritable(path, .system(errno))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            try file.close()
        } catch {
            unlink(path)
            throw FileFault.unwritable(path, .init(error))
        }
    }
}

extension FileHandle {
    fileprivate static func opening(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw KeyFault.unreadable(path, errno)
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
