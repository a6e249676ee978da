// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Subscribers

struct SuppressionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppression", abstract: "Say who must never be mailed, on any list.",
        discussion: """
            Addresses are kept as their SHA-256 alone, so they stay when the person is erased, and lists can be shared \
            without giving anybody away.
            """,
        subcommands: [Add.self, Remove.self, Check.self, Import.self, Export.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Suppress an address, or a whole domain.")

        @Argument(help: "An address, or a domain like @example.com.") var subject: String
        @Option(help: "Why: complaint, or words of your own.") var because: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let isNew = try await newsroom.people.suppress(
                try SuppressionSubject(subject), because: because, evidence: Evidence("command line"))
            print(isNew ? "\(subject) is not mailed any more" : "\(subject) was suppressed already")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Let an address or a domain be mailed again; its subscriptions stay as they are.")

        @Argument(help: "An address, or a domain like @example.com.") var subject: String
        @Option(help: "Why: what the consent record says.") var because: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let people = try newsroom.open().people
            let wasSuppressed = try await people.release(
                try SuppressionSubject(subject), evidence: Evidence("command line: \(because)"))
            guard wasSuppressed else { throw PeopleFault.notSuppressed(subject) }
            print("\(subject) is not suppressed any more: it gets what it is subscribed to")
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say whether an address must not be mailed, and why.")

        @Argument(help: "An address.") var address: EmailAddress
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let reason = try await newsroom.open().people.suppression(of: address)
            try json.print(
                JSONValue.suppression(of: address, reason: reason),
                "\(address)\t\(reason.map { "suppressed: \($0)" } ?? "not suppressed")")
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Suppress everybody in a file.",
            discussion: """
                One a line: an address, the SHA-256 of one in lower case as 64 digits, or a domain like @example.com; behind a \
                comma the reason, behind another the time. A first line of titles is stepped over. All lines are taken in one \
                transaction, or none.
                """)

        @Argument(help: "A CSV file; - for standard input.") var file: String
        @Option(help: "Why, where the file does not say.") var because = "imported"
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let count = try await newsroom.open().people.importSuppressions(file, because: because)
            try json.print(
                JSONValue.suppressions(added: count.added, read: count.read),
                "\(count.added) of \(count.read) are suppressed that were not before")
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract:
                "Print all suppressions as CSV: who, reason, since. “suppression import” reads them back.")

        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let output = BufferedOutput()
            try output.write(CSVWriter.line(["subject", "reason", "since"]))
            try await newsroom.open().people.suppressions { entry in
                let subject =
                    switch entry.subject {
                    case .address(let hash): hash.description
                    case .domain(let name): "@\(name)"
                    }
                // A domain starts with an @, which no spreadsheet computes unless a name it knows follows.
                let fields = [subject, CSVWriter.guarded(entry.reason), RFC3339.exactText(entry.since)]
                try output.write(CSVWriter.line(fields))
            }
            try output.flush()
        }
    }
}
