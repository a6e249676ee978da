// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A real Postfix of the test's own, by Tests/Scripts/postfix.sh.
final class Postfix {
    /// STARTTLS and AUTH; the next three ports are what the script's head says.
    private(set) var port = 0
    let directory: URL

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Scripts/postfix.sh").standardized.path

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "postfix-\(UUID().uuidString)")
        try Self.call("start", directory.path)
        let said = try String(contentsOf: directory.appending(path: "port"), encoding: .utf8)
        guard let port = Int(said.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failed(command: "start")
        }
        self.port = port
    }

    deinit {
        try? Self.call("stop", directory.path)
        try? FileManager.default.removeItem(at: directory)
    }

    var authorities: String { directory.appending(path: "ca.pem").path }

    /// Messages delivered so far.
    var delivered: Int { files.count }

    /// What was delivered so far.
    var messages: [String] {
        files.compactMap {
            FileManager.default.contents(atPath: $0).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private var files: [String] {
        let folder = directory.appending(path: "mail/all/new").path
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).map { "\(folder)/\($0)" }
    }

    struct Failed: Error {
        let command: String
    }

    private static func call(_ command: String, _ directory: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: script)
        process.arguments = [command, directory]
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "PORT" }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: command) }
    }
}
