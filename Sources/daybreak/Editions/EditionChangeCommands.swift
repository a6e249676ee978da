// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import MailFormat
import Newsroom
import Sender

extension EditionCommand {
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change fields of an edition.",
            discussion: """
                Fields are subject, preheader, introduction, date, also, contents, author and postscript: edition set 4 \
                subject="Fog on the river". An empty value leaves one out; subject and date must be there.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Argument(help: ArgumentHelp("Fields and their values.", valueName: "field=value")) var fields:
            [String]
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let fields = try fields.map { text throws(ChangeFault) in try Assignment(text) }
            let newsroom = try newsroom.open()
            let changed = try await newsroom.editorial.change(edition, by: author.author) {
                edition throws(ChangeFault) in
                for field in fields { try edition.set(field) }
            }
            try await newsroom.tell(of: changed, edition, json)
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: "Move a story within an edition.",
            discussion:
                "Where another one leads then, it is set as the lead, and the former lead as that one was.")

        @Argument(help: "The edition's number.") var edition: EditionID
        @Argument(help: "The story: its article's slug, or its place.") var story: String
        @Argument(help: "up, down, first, last or the place where it shall stand.") var place: String
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let changed = try await newsroom.editorial.change(edition, by: author.author) {
                edition throws(ChangeFault) in try edition.move(story, to: place)
            }
            try await newsroom.tell(of: changed, edition, json, stories: true)
        }
    }

    struct Story: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "story", abstract: "Put a story into an edition, change it there, or take it out.",
            discussion: """
                Fields are as (lead, full, excerpt, brief, link), picture (wide, side, none), section and headline: edition \
                story 4 fog as=brief. They \
                are the edition's own; “article set” changes the article.
                """)

        @Argument(help: "The edition's number.") var edition: EditionID
        @Argument(help: "The story: its article's slug, or its place.") var story: String
        @Argument(help: ArgumentHelp("Fields and their values.", valueName: "field=value")) var fields:
            [String] =
                []
        @Flag(help: "Take it out.") var out = false
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if out && !fields.isEmpty { throw ValidationError("Take the story out or change it, not both.") }
        }

        func run() async throws {
            let fields = try fields.map { text throws(ChangeFault) in try Assignment(text) }
            let newsroom = try newsroom.open()
            let changed = try await newsroom.editorial.change(edition, by: author.author) {
                edition throws(ChangeFault) in
                if out { try edition.takeOut(story) } else { try edition.set(fields, of: story) }
            }
            try await newsroom.tell(of: changed, edition, json, stories: true)
        }
    }
}
