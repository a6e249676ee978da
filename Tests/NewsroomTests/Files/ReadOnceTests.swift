// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Newsroom

@Suite("What is read once")
struct ReadOnceTests {
    @Test("is read again when a file changed, also to one as long, and each time while one is missing")
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
}
