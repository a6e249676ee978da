// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import Newsroom
import Sender

extension ArticleCommand {
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change fields of an article.",
            discussion: """
                Fields are headline, section, byline, standfirst, date, url, language, direction, image, image_alt and \
                image_caption: article set fog headline="Fog on the river" image=fog.jpg image_alt="A bridge in fog". An empty \
                value removes one. “article edit” changes the text.
                """)

        @Argument(help: "Its slug.") var slug: String
        @Argument(help: ArgumentHelp("Fields and their values.", valueName: "field=value")) var fields:
            [String]
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let fields = try fields.map { text throws(ChangeFault) in try Assignment(text) }
            let newsroom = try newsroom.open()
            let changed = try await newsroom.editorial.change(
                article: slug, in: .currentDirectory(), by: author.author
            ) { for field in fields { try $0.set(field) } }
            try await newsroom.tell(of: changed, json)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit", abstract: "Change an article in $EDITOR, or from a file.",
            discussion: """
                The text is Markdown with front matter. What does not check is not saved; the text is kept, and the next \
                “article edit” goes on with it.
                """)

        @Argument(help: "Its slug.") var slug: String
        @Argument(help: "Markdown to put in its place, - for standard input; without it the editor opens.")
        var file: String?
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let text = try await newsroom.editorial.markdown(ofArticle: slug)
            if let file {
                let text = String(decoding: try InputFile.contents(named: file), as: UTF8.self)
                let place = URL(fileURLWithPath: file).absoluteURL.standardized.deletingLastPathComponent()
                return try await save(
                    text, named: InputFile.name(of: file), in: file == "-" ? .currentDirectory() : place,
                    newsroom)
            }
            let editor = try Editor(advice: "name a file: “daybreak article edit \(slug) FILE”")
            let draft = newsroom.editorial.draftFile(ofArticle: slug)
            if FileManager.default.fileExists(atPath: draft.path) {
                StandardError.say("going on with the text in \(draft.path)")
            } else {
                do { try Data(text.utf8).write(to: draft, options: .atomic) } catch {
                    throw FileFault.unwritable(draft.path, .init(error))
                }
            }
            do {
                try editor.open(draft.path)
                let text = String(decoding: try InputFile.contents(of: draft.path), as: UTF8.self)
                try await save(text, named: draft.path, in: .currentDirectory(), newsroom)
            } catch EditorialFault.articleSavedMeanwhile(slug) {
                // The next edit begins with what is there now.
                let refused = newsroom.editorial.refusedFile(ofArticle: slug)
                try FileManager.default.moveItem(at: draft, to: refused)
                StandardError.say("nothing is saved; your text is in \(refused.path)")
                throw EditorialFault.articleSavedMeanwhile(slug)
            } catch {
                StandardError.say(
                    "nothing is saved; your text is in \(draft.path), “daybreak article edit \(slug)” goes on"
                )
                throw error
            }
            try? FileManager.default.removeItem(at: draft)
        }

        private func save(
            _ text: String, named name: String, in directory: URL, _ newsroom: Newsroom
        ) async throws {
            let changed = try await newsroom.editorial.replace(
                article: slug, with: text, named: name, in: directory, by: author.author)
            try await newsroom.tell(of: changed, json)
        }
    }
}

extension Newsroom {
    /// Says what an article has become, and which editions get it so.
    fileprivate func tell(of changed: EditorialDesk.ChangedArticle, _ json: JSONOption) async throws {
        let article = changed.article
        let lost = (article.leftOut.described + changed.troubles.described).map { "\n         \($0)" }
            .joined()
        try json.print(article, "changed \(article.slug): “\(article.headline)”\(lost)")
        for edition in changed.editions {
            StandardError.say(
                "edition \(edition) carries it: “daybreak edition proof \(edition)” reads it again")
        }
        try await tellOfObstacles()
    }
}
