import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import SQLiteStore
import Subscribers

struct SubscriberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriber", abstract: "Import, add, check and export subscribers.",
        subcommands: [
            Import.self, Add.self, List.self, Show.self, Check.self, Unsubscribe.self, Sections.self,
            Export.self,
        ])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put the people of a CSV file on a list.",
            discussion: """
                The first line names the columns; one must be “email”. All rows are taken in one transaction. Nobody \
                who unsubscribed is subscribed again. Rows that are not taken are listed with their line numbers.
                """)

        @Argument(help: "A CSV file in UTF-8; - for standard input.") var file: String
        @Option(help: "The list.") var list: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        private struct Report: Encodable {
            let list: String
            let added: Int
            let updated: Int
            let unchanged: Int
            let rejected: Int
            let rejects: [ImportReport.Reject]
        }

        func run() async throws {
            let rejects = RejectLog(keepsAll: json.isOn)
            let report = try await newsroom.open().importFile(file, to: list) { rejects.note($0) }
            try json.print(
                Report(
                    list: list, added: report.added, updated: report.updated, unchanged: report.unchanged,
                    rejected: report.rejected, rejects: rejects.all),
                "\(list): \(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged, \(report.rejected) rejected"
            )
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Subscribe one person at their own wish, also after they unsubscribed.")

        @Argument(help: "Their address.") var address: String
        @Option(help: "The list.") var list: String
        @Option(help: "Their first name.") var firstName = ""
        @Option(help: "Their last name.") var lastName = ""
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            switch try await newsroom.add(address, firstName: firstName, lastName: lastName, to: list) {
            case .added: print("added \(address) to \(list)")
            case .alreadyActive: print("\(address) is on \(list) already")
            case .resubscribed: print("subscribed \(address) to \(list) again")
            case .suppressed:
                throw NewsroomError(.data, "\(address) is suppressed: it must not be mailed")
            }
        }
    }

    /// A person with their subscriptions, as JSON.
    private struct Person: Encodable {
        let address: String
        let firstName: String
        let lastName: String
        let attributes: [String: String]
        let subscriptions: [String: String]
        let suppressed: String?

        private enum CodingKeys: String, CodingKey {
            case address, firstName, lastName, attributes, subscriptions, suppressed
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(address, forKey: .address)
            try values.encode(firstName, forKey: .firstName)
            try values.encode(lastName, forKey: .lastName)
            try values.encode(attributes, forKey: .attributes)
            try values.encode(subscriptions, forKey: .subscriptions)
            try values.encode(suppressed, forKey: .suppressed)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the people on a list.")

        @Option(help: "The list.") var list: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let isJSON = json.isOn
            let name = list
            try await newsroom.open().subscribers.members(of: name) { person, status in
                if isJSON {
                    let row = Person(
                        address: person.address.description, firstName: person.firstName,
                        lastName: person.lastName,
                        attributes: person.attributes, subscriptions: [name: status.name], suppressed: nil)
                    print(try JSONText.of(row))
                } else {
                    print("\(person.address)\t\(status.name)\t\(person.firstName) \(person.lastName)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one person and their lists.")

        @Argument(help: "Their address.") var address: EmailAddress
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.subscriber(address)
            let subscriptions = try await newsroom.subscribers.subscriptions(of: person.id)
            let suppressed = try await newsroom.subscribers.suppression(of: address)
            let record = Person(
                address: person.address.description, firstName: person.firstName, lastName: person.lastName,
                attributes: person.attributes,
                subscriptions: Dictionary(
                    uniqueKeysWithValues: subscriptions.map { ($0.list, $0.status.name) }),
                suppressed: suppressed)
            let lists = subscriptions.map {
                "  \($0.list): \($0.status.name) since \(RFC3339.text($0.changedAt))"
            }
            let fields = person.attributes.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
            try json.print(
                record,
                (["\(person.address) \(person.firstName) \(person.lastName)"] + fields + lists
                    + (suppressed.map { ["  suppressed: \($0)"] } ?? [])).joined(separator: "\n"))
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether addresses are addresses; exit 65 when one is not.")

        @Argument(help: "Addresses.") var addresses: [String]
        @OptionGroup var json: JSONOption

        private struct Verdict: Encodable {
            let address: String
            let valid: Bool
            let normalised: String?
            let reason: String?

            private enum CodingKeys: String, CodingKey {
                case address, valid, normalised, reason
            }

            func encode(to encoder: any Encoder) throws {
                var values = encoder.container(keyedBy: CodingKeys.self)
                try values.encode(address, forKey: .address)
                try values.encode(valid, forKey: .valid)
                try values.encode(normalised, forKey: .normalised)
                try values.encode(reason, forKey: .reason)
            }
        }

        func run() throws {
            var isEachValid = true
            for text in addresses {
                let verdict: Verdict
                do {
                    let address = try EmailAddress(text)
                    verdict = Verdict(
                        address: text, valid: true, normalised: address.description, reason: nil)
                } catch {
                    isEachValid = false
                    verdict = Verdict(address: text, valid: false, normalised: nil, reason: error.description)
                }
                try json.print(verdict, "\(text)\t\(verdict.reason ?? "valid")")
            }
            if !isEachValid { throw ExitCode(65) }
        }
    }

    struct Unsubscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a person off a list.")

        @Argument(help: "Their address.") var address: EmailAddress
        @Option(help: "The list.") var list: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.subscriber(address)
            let changed = try await newsroom.subscribers.unsubscribe(
                person.id, from: list, source: "command line")
            print(changed ? "unsubscribed \(address) from \(list)" : "\(address) does not get \(list)")
        }
    }

    struct Sections: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show or change which sections a reader does without.",
            discussion: "publication.yaml says which sections are optional.")

        @Argument(help: "Their address.") var address: EmailAddress
        @Option(help: "Leave this section out. May be repeated.") var without: [String] = []
        @Option(name: .customLong("with"), help: "Put this section back. May be repeated.") var with:
            [String] = []
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        private struct Choice: Encodable {
            let address: String
            let without: [String]
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.subscriber(address)
            try await newsroom.chooseSections(person.id, without: without, with: with)
            let left = try await newsroom.subscribers.optOuts(of: person.id).sorted()
            try json.print(
                Choice(address: person.address.description, without: left),
                "\(person.address) \(left.isEmpty ? "gets every section" : "does without \(left.joined(separator: ", "))")"
            )
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a list as CSV, or as JSON lines.",
            discussion: "The columns are email, first_name, last_name, status, then the list's own fields.")

        @Option(help: "The list.") var list: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            if json.isOn {
                var command = List()
                (command.list, command.newsroom, command.json) = (list, newsroom, json)
                return try await command.run()
            }
            let store = try newsroom.open().subscribers
            let names = try await store.attributeNames(of: list)
            print(CSVWriter.line(["email", "first_name", "last_name", "status"] + names), terminator: "")
            try await store.members(of: list) { person, status in
                let fields = [person.address.description, person.firstName, person.lastName, status.name]
                print(CSVWriter.line(fields + names.map { person.attributes[$0] ?? "" }), terminator: "")
            }
        }
    }
}
