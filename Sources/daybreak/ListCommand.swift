import ArgumentParser
import Newsroom
import SQLiteStore
import Subscribers

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Make and show subscriber lists.",
        subcommands: [Create.self, List.self, Show.self])

    private struct Summary: Encodable {
        let list: String
        let title: String
        let counts: [String: Int]

        init(_ summary: SubscriberStore.ListSummary) {
            list = summary.list.name
            title = summary.list.title
            let statuses: [SubscriptionStatus] = [.unconfirmed, .active, .unsubscribed]
            counts = Dictionary(uniqueKeysWithValues: statuses.map { ($0.name, summary.counts[$0] ?? 0) })
        }

        var line: String {
            "\(list)\t\(counts["active"] ?? 0) active, \(counts["unsubscribed"] ?? 0) unsubscribed\t\(title)"
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a list.")

        @Argument(help: "Its name: a–z, 0–9 and hyphens.") var name: String
        @Option(help: "What readers see; the name if not given.") var title: String?
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let list = try MailingList(name: name, title: title ?? name)
            try await newsroom.open().subscribers.create(list)
            print("made the list \(name)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the lists.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for summary in try await newsroom.open().subscribers.lists() {
                try json.print(Summary(summary), Summary(summary).line)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a list.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let summary = try await newsroom.open().subscribers.list(name)
            try json.print(Summary(summary), Summary(summary).line)
        }
    }
}
