// SPDX-License-Identifier: Apache-2.0
import Composer
public import Foundation
import Glibc

/// Something that a user names to be read: a file, a pipe or a device.
public enum InputFile {
    /// What errors call a file, or standard input.
    public static func name(of path: String) -> String { path == "-" ? "standard input" : path }

    /// The bytes of a file, or of standard input by the name of “-”.
    public static func contents(named path: String) throws -> Data {
        path == "-" ? try contents(of: .standardInput, named: name(of: path)) : try contents(of: path)
    }

    /// A file's bytes.
    public static func contents(of path: String) throws -> Data { Data(try bytes(of: path)) }

    /// The bytes of a file, or of standard input by the name of “-”.
    public static func bytes(named path: String) throws -> [UInt8] {
        path == "-"
            ? [UInt8](try contents(of: .standardInput, named: name(of: path))) : try bytes(of: path)
    }

    /// A file's bytes, up to a little more than any input may have.
    private static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault.unopened(path, .init(code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFault.unopened(path, .init(code: errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileFault.directory(path) }
        var bytes: [UInt8] = []
        while bytes.count <= IntakeSource.largest {
            // One byte more than is known of shows whether the file ends there.
            let room = max(Int(status.st_size) - bytes.count, 0) + 1
            let most = min(max(room, 4096), 1 << 20)
            let part = try [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
                var read = 0
                repeat {
                    read = Glibc.read(descriptor, buffer.baseAddress, most)
                } while read < 0 && errno == EINTR
                guard read >= 0 else { throw FileFault.unreadable(path, .init(code: errno)) }
                count = read
            }
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }

    /// A file, open to be read.
    static func opened(_ path: String) throws -> FileHandle {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw FileFault.directory(path)
        }
        do {
            return try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch { throw FileFault.unopened(path, .init(error)) }
    }

    /// The file of a path, or the files in a directory and, of a Maildir, in its folders, in the order of their names.
    public static func files(at path: String) throws -> [String] {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        if Maildir.isOne(path) { return try Maildir.files(in: path) }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
        } catch { throw FileFault.unopened(path, .init(error)) }
    }

    /// The bytes of a file, a pipe or a device, up to a little more than any input may have.
    public static func contents(of file: FileHandle, named name: String) throws -> Data {
        var data = Data()
        do {
            while data.count <= IntakeSource.largest, let part = try file.read(upToCount: 1 << 20),
                !part.isEmpty
            {
                data += part
            }
        } catch {
            throw FileFault.unreadable(name, .init(error))
        }
        return data
    }
}
