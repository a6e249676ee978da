// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A process that reads strangers' bytes")
struct ConfinedTests {
    @Test("can change no file, reach no network, and start no process")
    func confined() throws {
        let program = try Program()
        let file = program.place.appending(path: "file")
        try Data("kept".utf8).write(to: file)
        let ending = try program.run(
            Program.executable.deletingLastPathComponent().appending(path: "confined"), [file.path])
        #expect(ending.isOrderly && ending.code == 0, "attempt \(ending.code) of Confined.swift succeeded")
        #expect(try Data(contentsOf: file) == Data("kept".utf8))
    }
}
