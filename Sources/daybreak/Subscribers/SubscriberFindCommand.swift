// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom
import Subscribers

extension SubscriberCommand {
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "find", abstract: "Find people by a part of their address or name.",
            discussion: "Capitals do not matter; of several words each must be there. Former addresses count."
        )

        @Argument(help: "A part of an address or a name.") var text: [String]
        @Option(help: "How many at most.") var limit = 20
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000.") }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            // One more than is shown says whether there are more.
            let found = try await newsroom.people.find(text.joined(separator: " "), limit: limit + 1)
            for (person, lists) in found.prefix(limit) {
                let standing = lists.map { "\($0.list) \($0.status.name)" }.joined(separator: ", ")
                let name = TerminalText.harmless("\(person.firstName) \(person.lastName)")
                try json.print(
                    person.json(on: lists),
                    "\(person.address)\t\(name)\t\(standing.isEmpty ? "no list" : standing)")
            }
            if found.isEmpty {
                StandardError.say("nobody has “\(text.joined(separator: " "))” in their address or name")
            }
            if found.count > limit {
                StandardError.say("there are more: say more of the name, or a larger --limit")
            }
        }
    }
}
