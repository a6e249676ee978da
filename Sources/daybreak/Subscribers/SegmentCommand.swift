// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom
import Subscribers

struct SegmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment", abstract: "Ask which subscribers, and keep questions for mailings.",
        discussion: """
            Like: list:morning and city = "Kyiv" and subscribed before 2026-01-01
            docs/segments.md explains the language.
            """,
        subcommands: [Create.self, List.self, Count.self, Remove.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Keep a segment under a name; it is asked anew whenever a mailing is published.")

        @Argument(help: "Its name: a–z, 0–9 and hyphens.") var name: String
        @Argument(help: "The question.") var expression: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let people = try newsroom.open().people
            let segment = try Segment(expression)
            try await people.save(segment, as: name)
            let count = try await people.count(segment)
            try json.print(
                JSONValue.segment(name, expression, count: count), "\(name): \(count) now")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the segments.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for segment in try await newsroom.open().people.segments() {
                try json.print(
                    segment.json,
                    TerminalText.harmless("\(segment.name)\t\(segment.expression)", tabs: true))
            }
        }
    }

    struct Count: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "count", abstract: "Count the people a segment means who are not suppressed.",
            discussion: "Of a list: list:morning and …")

        @Argument(help: "The question, or the name of a segment.") var expression: String
        @Option(help: ArgumentHelp("Also show some of the people.", valueName: "count")) var examples: Int?
        @Flag(help: "Also show how SQLite looks for them.") var plan = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard (0...1000).contains(examples ?? 0) else {
                throw ValidationError("--examples is a number up to 1000.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            let segment = try await newsroom.people.segment(expression)
            let count = try await newsroom.people.count(segment)
            let people = try await newsroom.people.people(in: segment, limit: examples ?? 0)
            let plan = plan ? try await newsroom.people.plan(of: segment) : []
            try json.print(
                JSONValue.people(in: segment, count: count, examples: people, plan: plan),
                (["\(count)"] + people + plan).joined(separator: "\n"))
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove a segment; mailings that were scheduled with it keep it."
        )

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await newsroom.open().people.removeSegment(name)
            print("removed \(name)")
        }
    }
}

/// Who of a list gets a mailing.
struct SegmentOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only the people of the list who are in this segment when it is published: a name or an expression.",
            valueName: "segment"))
    var segment: String?

    func segment(_ newsroom: Newsroom) async throws -> Segment? {
        guard let segment else { return nil }
        return try await newsroom.people.segment(segment)
    }
}
