// SPDX-License-Identifier: Apache-2.0
import Foundation
import Sender
import Testing

@Suite("Locks on files")
struct FileLockTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
        .path

    @Test("hold while their value lives, and go with their file")
    func lives() throws {
        do {
            let lock = try #require(FileLock(path: path))
            #expect(FileLock(path: path) == nil)
            _ = lock
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        do { try #require(FileLock(path: path)).keep() }
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(FileLock(path: path) != nil)
    }
}
