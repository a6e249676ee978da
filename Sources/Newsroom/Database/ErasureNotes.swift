// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore
import Subscribers

/// What a directory of backups has to do with people who were erased: which of them still hold an address, and a note of who was erased,
/// so that a backup that is restored where the database was lost erases them again.
struct ErasureNotes {
    private let directory: URL

    /// - Parameter directory: with backups, whoever made them; it need not be there.
    init(in directory: String) { self.directory = URL(fileURLWithPath: directory, isDirectory: true) }

    /// - Parameter backup: one of the directory.
    init(beside backup: String) { directory = URL(fileURLWithPath: backup).deletingLastPathComponent() }

    /// The databases in the directory.
    var backups: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".db") }.sorted().map { directory.appending(path: $0).path }
    }

    /// Notes that somebody was erased.
    func note(_ hash: AddressHash, at now: Int64) throws {
        let path = file.path
        guard FileManager.default.fileExists(atPath: directory.path) else { return }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw StoreError.cannotWrite(path, errno)
        }
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\(now) \(hash)\n".utf8))
        try handle.synchronize()
    }

    /// Who was erased, and when, milliseconds since 1970.
    var erased: [(hash: AddressHash, at: Int64)] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let at = Int64(words[0]), let hash = AddressHash(hexadecimal: words[1])
            else { return nil }
            return (hash, at)
        }
    }

    private var file: URL { directory.appending(path: "erased") }
}
