// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom
import Sender

extension Revision {
    /// The line for people.
    /// - Parameter zone: whose clock.
    fileprivate func line(in zone: NamedZone) -> String {
        "\(number)\t\(RFC3339.text(at, in: zone))\t\(author.isEmpty ? "-" : author)\t\(what)"
    }
}

extension EditionCommand {
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history", abstract: "Say who changed an edition, when and what.")

        @Argument(help: "Its number.") var edition: EditionID
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let zone = newsroom.publications.shownZone
            for revision in try await newsroom.editorial.history(of: edition) {
                try json.print(revision.json(in: zone), revision.line(in: zone))
            }
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore", abstract: "Make an edition what it was, as a new revision.")

        @Argument(help: "Its number.") var edition: EditionID
        @Argument(help: "The revision, as “edition history” numbers them.") var revision: Int
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let number = try await newsroom.editorial.restore(edition, to: revision, by: author.author)
            print("edition \(edition) is what it was as revision \(revision); that is revision \(number)")
            try await newsroom.tellOfObstacles()
        }
    }
}

extension ArticleCommand {
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history", abstract: "Say who changed an article, when and what.")

        @Argument(help: "Its slug.") var slug: String
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let zone = newsroom.publications.shownZone
            for revision in try await newsroom.editorial.history(of: slug) {
                try json.print(revision.json(in: zone), revision.line(in: zone))
            }
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore", abstract: "Make an article what it was, also one that was removed.")

        @Argument(help: "Its slug.") var slug: String
        @Argument(help: "The revision, as “article history” numbers them.") var revision: Int
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            try await newsroom.editorial.restore(slug, to: revision, by: author.author)
            print("\(slug) is what it was as revision \(revision)")
            try await newsroom.tellOfObstacles()
        }
    }
}
