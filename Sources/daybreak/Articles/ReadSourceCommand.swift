// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

/// What the program runs itself as to read what strangers wrote; nobody types it.
struct ReadSourceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ReaderProcess.command, abstract: "Read a source for another process.",
        shouldDisplay: false)

    func run() throws { try ReaderProcess.serve() }
}
