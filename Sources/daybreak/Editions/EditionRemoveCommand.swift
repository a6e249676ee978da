// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom
import Sender

extension EditionCommand {
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove an edition that has not gone out.",
            discussion: "One that a mailing carries is not removed; cancel that first. Its articles stay.")

        @Argument(help: "Its number.") var edition: EditionID
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let removed = try await newsroom.open().editorial.remove(edition)
            print(
                "removed edition \(edition): No. \(removed.number) of \(removed.publication), “\(removed.subject)”"
            )
        }
    }
}
