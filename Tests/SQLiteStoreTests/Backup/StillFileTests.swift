// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

@testable import SQLiteStore

@Suite("A database that is read where nothing can be written")
struct StillFileTests {
    private let directory: URL
    private var path: String { directory.appending(path: "a ?#%;é.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "daybreak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    @Test("is opened whatever its name is, and believed as long as nobody writes it")
    func changes() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        func write(_ sql: String) throws {
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
        }
        try write("CREATE TABLE word (text TEXT); INSERT INTO word VALUES ('one')")
        let still = try #require(try StillFile(path, because: .readOnlyDisk))
        var configuration = Configuration()
        configuration.readonly = true
        let reader = try DatabaseQueue(path: still.address, configuration: configuration)
        #expect(try reader.read { try String.fetchAll($0, sql: "SELECT text FROM word") } == ["one"])
        try still.requireUnchanged()
        try write("CREATE TABLE other (text TEXT)")
        #expect(throws: StoreError.changed(path)) { try still.requireUnchanged() }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: StoreError.changed(path)) { try still.requireUnchanged() }
    }
}
