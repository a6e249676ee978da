// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Drop requests nobody confirmed, what retention keeps no longer, and pictures nobody uses.",
        discussion: "“daybreak serve” does so every hour.")

    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let pruned = try await newsroom.open().database.prune()
        try json.print(
            pruned.json,
            """
            dropped \(counted(pruned.requests, "request", "requests")), \
            \(counted(pruned.deliveries, "delivery", "deliveries")) (kept as counts), \
            \(counted(pruned.events, "consent event", "consent events")), \
            \(counted(pruned.pictures, "picture", "pictures"))
            """
        )
    }
}
