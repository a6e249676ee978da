// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database while everything goes on.",
        discussion: """
            The copy is of one instant and appears whole or not at all. It does not hold daybreak.yaml, templates or keys \
            outside the database.
            """)

    @Argument(help: "A new file.") var file: String
    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let started = ContinuousClock.now
        try await newsroom.open().database.backUp(to: file)
        let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        try json.print(
            JSONValue.backup(file, bytes: size, seconds: seconds),
            "\(file): \((size ?? 0) / 1_000_000) MB in \(String(format: "%.1f", seconds)) s")
    }
}
