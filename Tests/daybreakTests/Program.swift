// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The program as whoever runs it meets it: a process in a newsroom of its own.
final class Program {
    /// What a process wrote, and how it ended.
    struct Ending {
        let code: Int32
        let output: String
        let errors: String
        /// Whether it ended by itself.
        let isOrderly: Bool

        /// What a script reads: a line of JSON each.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Around the newsroom.
    let place: URL

    var newsroom: URL { place.appending(path: "paper") }

    init() throws {
        place = FileManager.default.temporaryDirectory.appending(path: "daybreak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let made = try run("init", newsroom.path)
        try #require(made.code == 0, "\(made.errors)")
    }

    deinit { try? FileManager.default.removeItem(at: place) }

    /// Runs a command in the newsroom.
    /// - Parameter output: a file or device for its standard output; nil to give it back.
    func run(
        _ arguments: String..., environment: [String: String] = [:], output: String? = nil
    ) throws -> Ending {
        try run(Self.executable, arguments, environment: environment, output: output)
    }

    func run(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:], output: String? = nil
    ) throws -> Ending {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "DAYBREAK_NEWSROOM": newsroom.path,
        ].merging(environment) { $1 }
        process.currentDirectoryURL = place
        process.standardInput = FileHandle.nullDevice
        let files = [output ?? place.appending(path: "stdout").path, place.appending(path: "stderr").path]
        for file in files where file != output {
            _ = FileManager.default.createFile(atPath: file, contents: nil)
        }
        let handles = try files.map { try #require(FileHandle(forWritingAtPath: $0)) }
        (process.standardOutput, process.standardError) = (handles[0], handles[1])
        try process.run()
        process.waitUntilExit()
        for handle in handles { try handle.close() }
        func text(_ file: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        }
        return Ending(
            code: process.terminationStatus, output: output == nil ? try text(files[0]) : "",
            errors: try text(files[1]), isOrderly: process.terminationReason == .exit)
    }

    /// Writes a file beside the newsroom.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = place.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// The article and the edition that there are to look at.
    func makeEdition() throws {
        let text = try write(
            "---\nheadline: Ferry\nstandfirst: The ferry is late again.\n---\nThe ferry left at six.\n",
            to: "ferry.md")
        for command in [["article", "add", text], ["edition", "new", "--article", "ferry"]] {
            let done = try run(Self.executable, command)
            try #require(done.code == 0, "\(done.errors)")
        }
    }

    /// It is built beside the tests.
    static let executable: URL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .appending(path: "daybreak")

    /// Where the scripts of the tests are.
    static let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Scripts")
        .standardized
}
