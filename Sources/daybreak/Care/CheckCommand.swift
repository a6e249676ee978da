// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check that the database is whole; exit 65 when it is not.")

    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let faults = try await newsroom.open().database.check()
        try json.print(
            JSONValue.faults(faults),
            faults.isEmpty ? "the database is whole" : faults.map(\.description).joined(separator: "\n"))
        if !faults.isEmpty { throw ExitCode(65) }
    }
}
