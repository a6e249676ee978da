// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Newsroom
public import Subscribers

extension AttributeType: ExpressibleByArgument {}

struct AttributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute", abstract: "The newsroom's own fields of subscribers, and their types.",
        subcommands: [List.self, Set.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the attributes and their types.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for (name, type) in try await newsroom.open().people.attributes().sorted(by: {
                $0.key < $1.key
            }) {
                try json.print(
                    JSONValue.attribute(name, type),
                    "\(name)\t\(type.rawValue)")
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Make an attribute, or give it another type.",
            discussion: "Every value is turned into the new type; when one cannot be, nothing is changed.")

        @Argument(help: "Its name.") var name: String
        @Option(help: "text, number, date, boolean or list.") var type: AttributeType
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let name = try PeopleDesk.attributeName(name)
            let newsroom = try newsroom.open()
            try await newsroom.people.set(name, to: type)
            print("\(name) is a \(type.rawValue)")
            try await newsroom.tellOfObstacles()
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove an attribute from everybody.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            guard try await newsroom.people.removeAttribute(name) else {
                throw PeopleFault.noSuchAttribute(name)
            }
            print("removed \(name) from everybody")
            try await newsroom.tellOfObstacles()
        }
    }
}
