// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("The simulator")
struct SimulatorTests {
    /// It is built beside the tests.
    private static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "simulator")

    private func play(_ arguments: String...) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// The story without the line of figures, which says how long it took.
    private func story(_ seed: Int) throws -> [Substring] {
        let played = try play("--seed", "\(seed)", "--days", "2", "--tell", "yes")
        #expect(played.code == 0, "\(played.output)")
        return played.output.split(separator: "\n").filter { !$0.hasPrefix("{") }
    }

    @Test("tells the same story for the same seed, byte for byte, in another process as well")
    func repeats() throws {
        let first = try story(3)
        #expect(first.count > 20)
        #expect(try story(3) == first)
        #expect(try story(4) != first)
    }

    @Test(
        "finds what breaks a promise, and says how to see it again",
        arguments: [
            ("lost-wish", "nobody"), ("lost-copy", "nothing is accepted that no relay took"),
            ("second-copy", "nobody has two copies without doubt"),
            ("lost-approval", "what has to be approved goes out as it was approved"),
        ])
    func finds(_ sabotage: String, _ invariant: String) throws {
        let found = try play("--seeds", "1..5", "--days", "6", "--sabotage", sabotage)
        #expect(found.code == 1)
        #expect(found.output.contains(invariant), "\(found.output)")
        #expect(found.output.contains("simulator --seed "))
    }
}
