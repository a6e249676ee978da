// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Installing packages", .serialized)
struct PackagesScriptTests {
    private let place: URL
    private var tools: URL { place.appending(path: "tools") }

    init() throws {
        place = FileManager.default.temporaryDirectory.appending(path: "daybreak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: place.appending(path: "tools"), withIntermediateDirectories: true)
        // What would change the system, or take time.
        for (name, script) in [
            ("dpkg-query", "exit 1"), ("id", "echo 0"), ("tee", "cat >/dev/null"), ("chmod", "exit 0"),
            ("sleep", "echo slept >>\"$PLACE/calls\""),
        ] { try make(name, script) }
    }

    private func make(_ name: String, _ script: String) throws {
        let file = tools.appending(path: name).path
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }

    /// Runs the script with an apt-get that says something on its first calls, and fails.
    private func run(refusing times: Int, _ words: String) throws -> (
        code: Int32, errors: String, calls: [String]
    ) {
        try make(
            "apt-get",
            """
            for word; do case $word in update|install) echo "$word" >>"$PLACE/calls";; esac; done
            [ "$(grep -c -e update -e install "$PLACE/calls")" -gt \(times) ] && exit 0
            echo "\(words)" >&2
            exit 100
            """)
        let process = Process()
        process.executableURL = Program.scripts.appending(path: "packages.sh")
        process.arguments = ["some-package"]
        process.environment = [
            "PATH": "\(tools.path):/usr/bin:/bin", "PLACE": place.path, "TMPDIR": place.path,
        ]
        let errors = Pipe()
        (process.standardError, process.standardOutput) = (errors, FileHandle.nullDevice)
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let calls = try String(contentsOf: place.appending(path: "calls"), encoding: .utf8)
        return (process.terminationStatus, text, calls.split(separator: "\n").map(String.init))
    }

    @Test(
        "waits while another program holds a lock, whichever it is",
        arguments: [
            "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 42 (apt-get)",
            "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend)",
            "E: Unable to lock directory /var/cache/apt/archives/",
        ])
    func waits(words: String) throws {
        defer { try? FileManager.default.removeItem(at: place) }
        let done = try run(refusing: 2, words)
        #expect(done.code == 0 && done.errors.isEmpty, "\(done.errors)")
        #expect(done.calls == ["update", "slept", "update", "slept", "update", "install"])
    }

    @Test("fails at once, with apt-get's own line, when it is something else")
    func fails() throws {
        defer { try? FileManager.default.removeItem(at: place) }
        let done = try run(refusing: 1, "E: Unable to locate package some-package")
        #expect(done.code == 69 && done.calls == ["update"])
        #expect(done.errors == "cannot install some-package: E: Unable to locate package some-package\n")
    }
}
