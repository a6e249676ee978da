// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Subscribers

extension SubscriberCommand {
    struct Requests: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "requests",
            abstract: "Show who asked for a list and has not confirmed; mail or drop those that are held.",
            discussion: """
                When a list is asked for more often than confirmation.per_list in daybreak.yaml allows, \
                requests are kept and not mailed: they are held.
                """)

        @Argument(help: "The list.") var list: String
        @Flag(help: "Mail those that are held.") var release = false
        @Flag(help: "Drop those that are held.") var drop = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard !release || !drop else { throw ValidationError("say --release or --drop, not both") }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            if release {
                let count = try await newsroom.people.releaseRequests(for: list)
                try json.print(
                    JSONValue.requests(mailed: count), "\(count) asked by mail to confirm \(list)")
            } else if drop {
                let count = try await newsroom.people.dropRequests(for: list)
                try json.print(JSONValue.requests(dropped: count), "\(count) dropped from \(list)")
            } else {
                let zone = newsroom.publications.shownZone
                for request in try await newsroom.people.requests(for: list) {
                    try json.print(
                        request.json(in: zone),
                        "\(request.address)\t\(RFC3339.text(request.at, in: zone))\t\(request.isMailed ? "mailed" : "held")"
                    )
                }
            }
        }
    }
}
