// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Newsroom

@Suite("What is read once")
struct ReadOnceTests {
    @Test("is read again when a file changed, also to one as long, and each time while there is none")
    func changes() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "once-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let once = ReadOnce<String>()
        var reads = 0
        func look() -> String {
            once.value(of: "file", in: [file.path]) {
                reads += 1
                return (try? String(contentsOf: file, encoding: .utf8)) ?? "nothing"
            }
        }
        #expect([look(), look()] == ["nothing", "nothing"] && reads == 2)
        try "one".write(to: file, atomically: true, encoding: .utf8)
        #expect([look(), look()] == ["one", "one"] && reads == 3)
        try "two".write(to: file, atomically: true, encoding: .utf8)
        #expect([look(), look()] == ["two", "two"] && reads == 4)
        try FileManager.default.removeItem(at: file)
        #expect([look(), look()] == ["nothing", "nothing"] && reads == 6)
    }

    @Test("is kept where a file is missing that it can do without, until that is there or gone again")
    func withoutOne() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "once-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let (file, other) = (place.appending(path: "file"), place.appending(path: "other"))
        let once = ReadOnce<Bool>()
        var reads = 0
        func look() -> Bool {
            once.value(of: "both", in: [file.path, other.path]) {
                reads += 1
                return FileManager.default.fileExists(atPath: other.path)
            }
        }
        try "one".write(to: file, atomically: true, encoding: .utf8)
        #expect([look(), look()] == [false, false] && reads == 1)
        try "two".write(to: other, atomically: true, encoding: .utf8)
        #expect([look(), look()] == [true, true] && reads == 2)
        try FileManager.default.removeItem(at: other)
        #expect([look(), look()] == [false, false] && reads == 3)
    }
}
