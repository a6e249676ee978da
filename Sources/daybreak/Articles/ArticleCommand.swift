// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom

struct ArticleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "article", abstract: "Take in, show, change and remove articles.",
        subcommands: [
            Add.self, List.self, Show.self, Set.self, Edit.self, Remove.self, History.self, Restore.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Read articles from Markdown, pasted text, web pages or feeds.",
            discussion: """
                What is known already, by its address, its text or its entry in a feed, is not taken twice; an article \
                whose text changed, or whose slug is there already, replaces the old one. What an article has not kept of \
                its source is said below it. Drafts, as their front matter says, are left alone.

                Pictures are kept for readers: those of pages and feeds, and files beside the text that names them. What \
                cannot be had is said, and stays where it is.
                """)

        @Argument(help: "Files, http or https addresses; - for standard input.") var sources: [String]
        @Option(help: "text, markdown, html or feed; guessed if not given.") var format: ArticleFormat?
        @Flag(help: "Say what was understood and keep nothing.") var dryRun = false
        @Flag(help: "Take entries of feeds again whose articles were removed.") var again = false
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            // All files are read before the first article is kept.
            var submissions: [Submission] = []
            for source in sources {
                submissions.append(
                    try await newsroom.editorial.read(source, as: format, isAgain: again) {
                        try InputFile.contents(named: "-")
                    })
            }
            for submission in submissions {
                let taken = try await newsroom.editorial.take(
                    submission, isDryRun: dryRun, isAgain: again, by: author.author)
                for one in taken { try json.print(one.json(isDryRun: dryRun), describe(one)) }
                if !json.isOn { summarise(submission, taken) }
            }
            if !dryRun { try await newsroom.tellOfObstacles() }
        }

        private func describe(_ taken: TakenArticle) -> String {
            let summary = Self.summary(taken.article)
            let lost = taken.article.leftOut.described + taken.troubles.described
            let below = lost.isEmpty ? "" : "\n" + lost.map { "         \($0)" }.joined(separator: "\n")
            return switch taken.outcome {
            case .withheld(.draft(let words)):
                "left     “\(taken.article.headline)”: its front matter says \(words)"
            case .withheld(.until(let day)):
                "left     “\(taken.article.headline)”: it was to be read until \(day)"
            case .known(let slug): "known    \(slug): \(summary)"
            case .replaced: "\(dryRun ? "replaces" : "replaced") \(taken.article.slug): \(summary)\(below)"
            case .added: "\(dryRun ? "understood" : "added") \(taken.article.slug): \(summary)\(below)"
            }
        }

        private func summarise(_ submission: Submission, _ taken: [TakenArticle]) {
            guard let intake = submission.intake else {
                print("\(submission.name): nothing new since it was last read")
                return
            }
            if dryRun { print("read \(submission.name) as \(intake.format.rawValue)") }
            guard intake.format == .feed else { return }
            let before = intake.items.count - taken.count
            func count(_ isCounted: (ArticleOutcome) -> Bool) -> Int { taken.count { isCounted($0.outcome) } }
            let known = count { if case .known = $0 { true } else { false } }
            let parts = [
                "\(count { $0 == .added }) new", "\(count { $0 == .replaced }) replaced", "\(known) known",
                "\(before) taken before", "\(intake.empty) empty",
            ]
            print("\(submission.name): \(parts.joined(separator: ", "))")
        }

        private static func summary(_ article: Article) -> String {
            var parts = ["“\(article.headline)”"]
            if let section = article.section { parts.append("in \(section)") }
            if let byline = article.byline { parts.append("by \(byline)") }
            if let published = article.published { parts.append("of \(published)") }
            let headings = article.blocks.count { if case .heading = $0 { true } else { false } }
            let blocks = counted(article.blocks.count, "block", "blocks")
            let pictures = article.pictures.count { !$0.renditions.isEmpty }
            let shown = pictures == 0 ? "" : ", \(counted(pictures, "picture", "pictures"))"
            parts.append("(\(blocks), \(counted(headings, "sub-heading", "sub-headings"))\(shown))")
            return parts.joined(separator: " ")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List articles, latest first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for article in try await newsroom.open().editorial.allArticles() {
                try json.print(article, "\(article.slug)\t\(article.section ?? "-")\t\(article.headline)")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an article.")

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, markdown, html, json
        }

        @Argument(help: "Its slug.") var slug: String
        @Option(help: "text, markdown, html or json.") var format = Format.text
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let article = try await newsroom.open().editorial.article(slug)
            if let format = ArticleFormat(rawValue: format.rawValue), !json.isOn {
                print(article.rendered(as: format) ?? "", terminator: "")
                for line in article.leftOut.described { StandardError.say(line) }
            } else {
                print(try JSONText.of(article))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Forget an article; mailings that carry it keep their copies.",
            discussion: "One that a planned mailing carries is not removed.")

        @Argument(help: "Its slug.") var slug: String
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let editions = try await newsroom.editorial.removeArticle(slug, by: author.author)
            print("removed \(slug)")
            for edition in editions {
                StandardError.say(
                    "edition \(edition) names it and cannot go out: “daybreak edition edit \(edition)”")
            }
        }
    }
}
