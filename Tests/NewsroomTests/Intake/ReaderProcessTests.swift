// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Testing

@testable import Newsroom

@Suite("A child that reads strangers' bytes")
struct ReaderProcessTests {
    private let source = IntakeSource(name: "story.md", bytes: Array("# Fog\n\nIt did not sail.\n".utf8))

    @Test("that ends without an answer takes nothing with it but its source, which is named")
    func ends() async {
        for program in ["/bin/false", "/bin/cat"] {
            do {
                _ = try await SourceReader.program(program).intake(source, as: nil, boilerplate: [])
                Issue.record("\(program) cannot read")
            } catch {
                let sentence = Explanation.sentence(of: error)
                #expect(sentence.hasPrefix("story.md cannot be read: its reader gave up"), "\(sentence)")
            }
        }
    }

    @Test("that cannot be started is a fault of the program's file")
    func missing() async {
        await #expect(throws: FileFault.unopened("/no/such/program", .system(2))) {
            _ = try await SourceReader.program("/no/such/program").intake(source, as: nil, boilerplate: [])
        }
    }

    @Test(
        "that crashes, or never ends, is ended alone, and its source is named",
        arguments: [
            ("kill -SEGV $$", "its reader was ended by signal 11"),
            ("ulimit -t 1; while :; do :; done", "it takes more than 60 s of time"),
        ])
    func crashes(script: String, why: String) async throws {
        let program = FileManager.default.temporaryDirectory.appending(path: "reader-\(UUID().uuidString)")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
        defer { try? FileManager.default.removeItem(at: program) }
        // What another test starts holds the script open for writing until it has become another program.
        for attempt in 1...50 {
            do {
                _ = try await SourceReader.program(program.path).intake(source, as: nil, boilerplate: [])
                Issue.record("\(script) cannot read")
            } catch FileFault.unopened(_, .system(ETXTBSY)) where attempt < 50 {
                try await Task.sleep(for: .milliseconds(100))
                continue
            } catch {
                let sentence = Explanation.sentence(of: error)
                #expect(sentence.hasPrefix("story.md cannot be read: \(why)"), "\(sentence)")
            }
            return
        }
    }
}
