import ArgumentParser
import Composer
import Foundation
import Newsroom
import SQLiteStore

struct ArticleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "article", abstract: "Take in, show and remove articles.",
        subcommands: [Add.self, List.self, Show.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read articles from Markdown, pasted text or HTML.",
            discussion: "An article whose slug is there already is replaced.")

        @Argument(help: "Files; - for standard input.") var files: [String]
        @Option(help: "text, markdown or html; guessed from the file if not given.") var format:
            ArticleFormat?
        @Flag(help: "Say what was understood and keep nothing.") var dryRun = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let articles = try files.map { file in
                try newsroom.readArticle(file, as: format) { FileHandle.standardInput.readDataToEndOfFile() }
            }
            for article in articles {
                let isNew = dryRun ? true : try await newsroom.articles.put(article)
                let verb = dryRun ? "understood" : isNew ? "added" : "replaced"
                try json.print(article, "\(verb) \(article.slug): \(Self.summary(article))")
            }
        }

        private static func summary(_ article: Article) -> String {
            var parts = ["“\(article.headline)”"]
            if let section = article.section { parts.append("in \(section)") }
            if let byline = article.byline { parts.append("by \(byline)") }
            let headings = article.blocks.count { if case .heading = $0 { true } else { false } }
            parts.append("(\(article.blocks.count) blocks, \(headings) sub-headings)")
            return parts.joined(separator: " ")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List articles, latest first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for article in try await newsroom.open().articles.all() {
                try json.print(article, "\(article.slug)\t\(article.section ?? "-")\t\(article.headline)")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show an article.")

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, markdown, html, json
        }

        @Argument(help: "Its slug.") var slug: String
        @Option(help: "text, markdown, html or json.") var format = Format.text
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let article = try await newsroom.open().article(slug)
            if let format = ArticleFormat(rawValue: format.rawValue), !json.isOn {
                print(article.rendered(as: format), terminator: "")
            } else {
                print(try JSONText.of(article))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget an article; mailings that carry it keep their copies.")

        @Argument(help: "Its slug.") var slug: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let article = try await newsroom.article(slug)
            _ = try await newsroom.articles.remove(article.slug)
            print("removed \(article.slug)")
        }
    }
}
