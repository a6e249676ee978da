// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom
import Subscribers

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Make, change and show subscriber lists, and how they are doing.",
        subcommands: [Create.self, Change.self, List.self, Show.self, Health.self])

    private static func line(_ summary: ListSummary) -> String {
        let list = summary.list
        let kind = "\(list.isPublic ? "public" : "private"), \(list.isDouble ? "double" : "single") opt-in"
        let counts = SubscriptionStatus.allCases.map { "\(summary.counts[$0] ?? 0) \($0.name)" }.joined(
            separator: ", ")
        return "\(list.name)\t\(counts)\t\(kind)\t\(list.title)"
    }

    /// What can be said of a list when it is made and later.
    struct Details: ParsableArguments {
        @Option(help: "What readers see.") var title: String?
        @Flag(inversion: .prefixedNo, help: "Let strangers ask for it on its page, BASE_URL/subscribe/NAME.")
        var `public`: Bool?
        @Flag(inversion: .prefixedNo, help: "Ask everybody by mail to confirm first.") var doubleOptIn: Bool?
        @Option(help: "The publication whose editions it gets, when it is not the newsroom's own.")
        var publication: String?

        func applied(to name: String, _ list: MailingList?, _ newsroom: Newsroom) throws -> MailingList {
            if let publication { try newsroom.publications.require(publication) }
            return try MailingList(
                name: name, title: title ?? list?.title ?? name,
                isPublic: self.public ?? list?.isPublic ?? false,
                isDouble: doubleOptIn ?? list?.isDouble ?? false,
                publication: publication ?? list?.publication)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a list.")

        @Argument(help: "Its name: a–z, 0–9 and hyphens.") var name: String
        @OptionGroup var details: Details
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            try await newsroom.people.create(try details.applied(to: name, nil, newsroom))
            print("made the list \(name)")
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change",
            abstract: "Change a list's title, who can ask for it, and how it is confirmed.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var details: Details
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let list = try await newsroom.people.list(name)
            try await newsroom.people.change(try details.applied(to: name, list, newsroom))
            print(ListCommand.line(try await newsroom.people.summary(of: name)))
            try await newsroom.tellOfObstacles()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the lists.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for summary in try await newsroom.open().people.summaries() {
                try json.print(summary.json, ListCommand.line(summary))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a list.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let summary = try await newsroom.open().people.summary(of: name)
            try json.print(summary.json, ListCommand.line(summary))
        }
    }
}
