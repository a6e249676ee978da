// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Subscribers

struct SubscriberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriber",
        abstract: "Import, add, find, check, change, erase and export subscribers.",
        subcommands: [
            Import.self, Add.self, Find.self, List.self, Show.self, Check.self, Set.self, Unsubscribe.self,
            Sections.self, Requests.self,
            ChangeAddress.self, Erase.self, Export.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Subscribe one person at their own wish, also after they unsubscribed.",
            discussion: "A list with double opt-in sends them a mail to confirm first.")

        @Argument(help: "Their address.") var address: String
        @Option(help: "The list.") var list: String
        @Option(help: "Their first name.") var firstName = ""
        @Option(help: "Their last name.") var lastName = ""
        @Option(help: "Their language, like uk or pt-BR.") var language = ""
        @Option(help: "Where they asked: what the consent record says.") var source = "command line"
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            var row = ImportRow(
                address: try PeopleDesk.address(address), firstName: firstName, lastName: lastName)
            row.language = language
            switch try await newsroom.people.add(row, to: list, because: Evidence(source)) {
            case .added: print("added \(address) to \(list)")
            case .alreadyActive: print("\(address) is on \(list) already")
            case .resubscribed: print("subscribed \(address) to \(list) again")
            case .unconfirmed(_, isMailed: true): print("\(address) is asked by mail to confirm \(list)")
            case .unconfirmed(_, isMailed: false):
                print(
                    "\(address) was asked by mail to confirm \(list) a while ago, and is not asked again yet")
            case .held: print("\(address) is kept for \(list), and not mailed yet")
            case .suppressed(let reason):
                throw PeopleFault.suppressed(address, reason: reason)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the people on a list.")

        @Option(help: "The list.") var list: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let isJSON = json.isOn
            let output = BufferedOutput()
            try await newsroom.open().people.members(of: list) { member in
                let person = member.person
                try output.write(
                    isJSON
                        ? try JSONText.of(MemberLine(member)) + "\n"
                        : "\(person.address)\t\(member.status.name)\t\(TerminalText.harmless("\(person.firstName) \(person.lastName)"))\n"
                )
            }
            try output.flush()
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one person, their lists, and the whole story of their consent.")

        @Argument(help: "Their address.") var address: EmailAddress
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let dossier = try await newsroom.people.dossier(address)
            try json.print(
                dossier.json, PersonReport.text(dossier, in: newsroom.publications.shownZone))
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say whether addresses are addresses; exit 65 when one is not.")

        @Argument(help: "Addresses.") var addresses: [String]
        @OptionGroup var json: JSONOption

        func run() throws {
            let verdicts = addresses.map(AddressVerdict.init)
            for verdict in verdicts {
                try json.print(verdict.json, "\(verdict.text)\t\(verdict.reason ?? "valid")")
            }
            guard verdicts.allSatisfy(\.isValid) else { throw ExitCode(65) }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Set names, language, zone and attributes of one person.",
            discussion: """
                first_name, last_name, language and zone are everyone's; other names are attributes. An empty value removes one: \
                city=
                """)

        @Argument(help: "Their address.") var address: EmailAddress
        @Argument(help: ArgumentHelp("What to set.", valueName: "name=value")) var values: [String]
        @Flag(help: "Make attributes that there are not yet.") var new = false
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.people.subscriber(address)
            let made = try await newsroom.people.set(values, of: person.id, mayMake: new)
            print("set \(values.count == 1 ? "a value" : "\(values.count) values") of \(address)")
            guard !made.isEmpty else { return }
            let names = made.map { "“\($0)”" }.joined(separator: ", ")
            print(
                "\(names) \(made.count == 1 ? "is a new attribute" : "are new attributes"): “daybreak attribute remove” undoes it"
            )
        }
    }

    struct Unsubscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unsubscribe", abstract: "Take a person off a list.")

        @Argument(help: "Their address.") var address: EmailAddress
        @Option(help: "The list.") var list: String
        @Option(help: "How they asked: what the consent record says.") var source = "command line"
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.people.subscriber(address)
            let changed = try await newsroom.people.unsubscribe(
                person.id, from: list, because: Evidence(source))
            print(changed ? "unsubscribed \(address) from \(list)" : "\(address) does not get \(list)")
        }
    }

    struct Sections: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sections", abstract: "Show or change which sections a reader does without.",
            discussion: "publication.yaml says which sections are optional.")

        @Argument(help: "Their address.") var address: EmailAddress
        @Option(help: "Leave this section out. May be repeated.") var without: [String] = []
        @Option(name: .customLong("with"), help: "Put this section back. May be repeated.") var with:
            [String] = []
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let person = try await newsroom.people.subscriber(address)
            try await newsroom.people.chooseSections(person.id, without: without, with: with)
            let left = try await newsroom.people.sectionsLeftOut(by: person.id)
            try json.print(
                JSONValue.sections(of: person.address, without: left),
                "\(person.address) \(left.isEmpty ? "gets every section" : "does without \(left.joined(separator: ", "))")"
            )
        }
    }

    struct ChangeAddress: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change-address",
            abstract: "Give a person another address; their story goes with them.")

        @Argument(help: "The address they have.") var old: EmailAddress
        @Argument(help: "Their new address.") var new: EmailAddress
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            try await newsroom.people.change(try await newsroom.people.subscriber(old).id, to: new)
            print("\(old) is \(new) now")
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: "Forget a person: nothing is left but a hash that keeps them from being mailed again.",
            discussion: """
                Deliveries become counts. Afterwards the database's files are searched for the address, and written anew \
                when anything of it is left. Backups that “serve” makes are searched and named; other copies, and files that were imported, are yours to look after.
                """)

        @Argument(help: "Their address.") var address: EmailAddress
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let erasure = try await newsroom.open().people.erase(address)
            let searched = erasure.searched.joined(separator: ", ")
            try json.print(
                erasure.json,
                "erased \(address); searched \(searched): \(erasure.left == 0 ? "no trace" : "traces are left")"
            )
            for backup in erasure.backups {
                StandardError.say(
                    "\(backup) still holds the address: whoever restores it, has them erased again by that")
            }
            if erasure.left > 0 {
                throw PeopleFault.tracesLeft(address)
            }
        }
    }
}
