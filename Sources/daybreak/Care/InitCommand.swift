// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a newsroom that works at once: its relay is the sandbox.")

    @Argument(help: "The directory to make.") var directory: String

    func run() async throws {
        let place = URL(fileURLWithPath: directory, isDirectory: true)
        let share = try Newsroom.share(
            of: Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]),
            environment: ProcessInfo.processInfo.environment)
        try await Newsroom.create(at: place, share: share)
        print(
            """
            \(directory) is a newsroom with the list “morning” and the publication “daily-caffeine”.
            Next, in that directory:
              daybreak sandbox                      in another terminal: it keeps what is sent
              daybreak article add FILE             Markdown, pasted text or HTML
              daybreak edition new                  of what is new; it says what must not go out
              daybreak subscriber import FILE.csv --list morning
              daybreak send 1 --list morning
            """)
    }
}
