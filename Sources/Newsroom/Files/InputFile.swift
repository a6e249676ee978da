// SPDX-License-Identifier: Apache-2.0
import Composer
public import Foundation

/// Something that a user names to be read: a file, a pipe or a device.
public enum InputFile {
    /// What errors call a file, or standard input.
    public static func name(of path: String) -> String { path == "-" ? "standard input" : path }

    /// The bytes of a file, or of standard input by the name of “-”.
    public static func contents(named path: String) throws -> Data {
        path == "-" ? try contents(of: .standardInput, named: name(of: path)) : try contents(of: path)
    }

    /// A file's bytes.
    public static func contents(of path: String) throws -> Data {
        try contents(of: try opened(path), named: path)
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
