// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// A file's text as UTF-8, in pieces, whatever its encoding. What cannot be read twice is kept in a temporary file first,
/// because finding out the encoding takes reading everything.
final class ByteSource {
    /// The encoding's name as iconv knows it.
    let encoding: String
    /// The size of the file in bytes.
    private let size: Int
    private let path: String
    private let handle: FileHandle
    private let converter: TextConverter?
    private let progress: @Sendable (Int, Int) -> Void
    private var readSoFar = 0
    private var first: [UInt8]?
    private var isAtEnd = false

    private static let chunk = 1 << 16

    init(path: String, encoding: String?, progress: @escaping @Sendable (Int, Int) -> Void) throws {
        self.path = path == "-" ? "standard input" : path
        self.progress = progress
        handle = try Self.open(path)
        size = Int((try? handle.seekToEnd()) ?? 0)
        try? handle.seek(toOffset: 0)
        if let encoding {
            let name = TextDecoding.canonical(encoding)
            guard TextConverter(from: name) != nil else {
                throw ImportFault.unknownEncoding(encoding)
            }
            self.encoding = name
        } else {
            self.encoding = try Self.encoding(of: handle)
        }
        try? handle.seek(toOffset: 0)
        converter = self.encoding == "UTF-8" ? nil : TextConverter(from: self.encoding)
    }

    /// The first piece, which `next` gives again.
    func peek() throws -> [UInt8] {
        if first == nil { first = try read() ?? [] }
        return first ?? []
    }

    /// The next piece; nil at the end.
    func next() throws -> [UInt8]? {
        if let piece = first {
            first = nil
            return piece.isEmpty ? nil : piece
        }
        return try read()
    }

    private func read() throws -> [UInt8]? {
        while !isAtEnd {
            let data: Data
            do { data = try handle.read(upToCount: Self.chunk) ?? Data() } catch {
                throw ImportFault.cutShort(path)
            }
            readSoFar += data.count
            progress(readSoFar, size)
            guard let converter else {
                isAtEnd = data.isEmpty
                return data.isEmpty ? nil : [UInt8](data)
            }
            do {
                isAtEnd = data.isEmpty
                if isAtEnd { try converter.finish() }
                let piece = try converter.convert([UInt8](data))
                if !piece.isEmpty { return piece }
            } catch {
                throw ImportFault.notEncoded(path, as: encoding, before: readSoFar)
            }
        }
        return nil
    }

    private static func open(_ path: String) throws -> FileHandle {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            do { handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
                throw FileFault.unopened(path, .init(error))
            }
        }
        var status = stat()
        guard fstat(handle.fileDescriptor, &status) == 0 else { return handle }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return handle
        case S_IFDIR: throw FileFault.directory(path)
        default: return try spooled(handle, path)
        }
    }

    /// Copies everything that comes through a pipe into a file without a name.
    private static func spooled(_ pipe: FileHandle, _ path: String) throws -> FileHandle {
        var template = Array("\(NSTemporaryDirectory())/daybreak-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw ImportFault.noTemporaryFile(in: NSTemporaryDirectory())
        }
        unlink(template)
        let spool = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            while let data = try pipe.read(upToCount: 1 << 20), !data.isEmpty {
                try spool.write(contentsOf: data)
            }
            try spool.seek(toOffset: 0)
        } catch {
            throw ImportFault.cutShort(path)
        }
        return spool
    }

    /// Finds out the encoding: the first bytes suggest one, and UTF-8 has to hold to the end.
    private static func encoding(of handle: FileHandle) throws -> String {
        var rest: [UInt8] = []
        var isFirst = true
        while let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty {
            let bytes = rest + data
            let found = TextDecoding.encoding(of: bytes)
            if found != "UTF-8" { return found }
            if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return found }
            isFirst = false
            // A character may be cut at the end of a piece.
            rest = bytes.suffix(TextDecoding.unfinished(bytes))
        }
        return "UTF-8"
    }
}
