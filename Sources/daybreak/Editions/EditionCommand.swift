// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom
import Sender

struct EditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edition", abstract: "Make, show and preview editions.",
        subcommands: [
            New.self, Correct.self, Edit.self, Set.self, Move.self, Story.self, List.self, Show.self,
            Proof.self, Approve.self,
            Preview.self,
            Test.self, Remove.self, History.self, Restore.self,
        ])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Make an edition from a file, of articles, or of all articles since the last one.",
            discussion: """
                What is not said is filled in: today, the lead's headline as subject, a preheader (the lead's standfirst, \
                else its first sentence, else the next headlines), related articles of the archive, the next number. \
                “daybreak edition edit” changes it. What its proof finds is printed.
                """)

        @Argument(help: "An edition as YAML.") var file: String?
        @Option(help: "Its date, like 2026-11-24.") var date: String?
        @Option(help: "Its subject line.") var subject: String?
        @Option(help: "What mail programs show beside the subject.") var preheader: String?
        @Option(help: "Whose it is: a directory under templates/; the newsroom's own if not given.")
        var publication: String?
        @Option(name: .customLong("article"), help: "A slug; the first leads. May be repeated.") var articles:
            [String] = []
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if file != nil && !articles.isEmpty {
                throw ValidationError("Name an edition file or articles, not both.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            if let publication { try newsroom.publications.require(publication) }
            let draft = try await draft(newsroom)
            try await newsroom.add(draft, to: publication, by: author, json)
        }

        private func draft(_ newsroom: Newsroom) async throws -> EditionDraft {
            var draft: EditionDraft
            if let file {
                let text = String(decoding: try InputFile.contents(of: file), as: UTF8.self)
                draft = try EditionDraft(yaml: text, named: file)
            } else {
                draft =
                    articles.isEmpty
                    ? try await newsroom.editorial.draft(for: publication) : EditionDraft(articles: articles)
            }
            if let date {
                guard let day = CalendarDay(date) else {
                    throw CommandFault.notADate(date)
                }
                draft.date = day
            }
            draft.subject = subject ?? draft.subject
            draft.preheader = preheader ?? draft.preheader
            return draft
        }
    }

    struct Correct: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "correct", abstract: "Make an edition that corrects one which went out.",
            discussion: """
                It has the same stories with their articles as they are now, and says of which edition it is a correction. Change \
                it like any other: “daybreak edition story” takes stories out.
                """)

        @Argument(help: "The number of the edition that went out.") var edition: EditionID
        @Option(help: "Its subject line.") var subject: String?
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            var draft = try await newsroom.editorial.correction(of: edition)
            draft.subject = subject ?? draft.subject
            let publication = try await newsroom.editorial.edition(edition).publication
            try await newsroom.add(draft, to: publication, by: author, json)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List editions, latest first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let mailings = try await newsroom.mailings.byEdition()
            for (id, edition) in try await newsroom.editorial.allEditions() {
                let own = (mailings[id] ?? []).map { "\($0.state.name) to \($0.list)" }.uniqued()
                let standing = own.isEmpty ? "draft" : own.joined(separator: ", ")
                try json.print(
                    edition.json(id),
                    "\(id)\t\(edition.date)\tNo. \(edition.number) of \(edition.publication)\t\(standing)\t\(edition.subject)"
                )
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an edition.")

        @Argument(help: "Its number.") var edition: EditionID
        @Option(help: "As it was; “edition history” numbers its revisions.") var revision: Int?
        @Flag(help: "As the file that “edition edit” opens.") var yaml = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            var (content, number) = try await newsroom.editorial.latest(edition)
            if let revision {
                (content, number) = (
                    try await newsroom.editorial.edition(edition, revision: revision), revision
                )
            }
            if yaml {
                print(EditionDraft(content, revision: number).yaml, terminator: "")
                return
            }
            try json.print(
                content.json(edition, revision: number),
                """
                edition \(edition): No. \(content.number) of \(content.publication), \(content.date)
                subject: \(content.subject)
                preheader: \(content.preheader)\
                \(content.introduction.isEmpty ? "" : "\nintroduction: \(content.introduction)")\
                \(content.extras.corrects.map { "\ncorrects: No. \($0)" } ?? "")
                \(content.stories.lines)
                """)
        }
    }
}

extension Newsroom {
    /// Keeps a new edition and says what it is and what its proof finds.
    fileprivate func add(
        _ draft: EditionDraft, to publication: String?, by author: AuthorOption, _ json: JSONOption
    ) async throws {
        let (id, edition) = try await editorial.add(draft, to: publication, by: author.author)
        let findings = try await editorial.proof(id, list: nil)
        let line =
            "edition \(id): No. \(edition.number) of \(edition.publication) if it is next, \(edition.date), "
            + "“\(edition.subject)”, \(counted(edition.stories.count, "story", "stories"))"
        try json.print(
            edition.json(id, findings: findings), ([line] + findings.map(\.line)).joined(separator: "\n"))
    }
}
