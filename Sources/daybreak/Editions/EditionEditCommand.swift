// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom
import Sender

extension EditionCommand {
    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit", abstract: "Change an edition in $EDITOR, or from a file.",
            discussion: """
                What does not check is not saved; the text is kept, and the next “edition edit” goes on with it. What somebody \
                else changed meanwhile is kept as well; where both changed the same, the text is refused and kept in a file.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Argument(
            help: "An edition as YAML to put in its place, - for standard input; without it the editor opens."
        )
        var file: String?
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let (content, revision) = try await newsroom.editorial.latest(edition)
            try await newsroom.editorial.checkIsOpen(edition)
            let draft = newsroom.editorial.draftFile(of: edition)
            let hasDraft = FileManager.default.fileExists(atPath: draft.path)
            if let file {
                guard !hasDraft else {
                    throw CommandFault.textBegun(edition, draft.path)
                }
                let text = String(decoding: try InputFile.contents(named: file), as: UTF8.self)
                let changed = try await revised(text, named: InputFile.name(of: file), newsroom)
                return try await newsroom.tell(of: changed, edition, json)
            }
            let editor = try Editor(advice: "name a file: “daybreak edition edit \(edition) FILE”")
            if hasDraft { say("going on with the text in \(draft.path)") }
            if !hasDraft { try write(EditionDraft(content, revision: revision).yaml, to: draft) }
            let changed: Edition
            do {
                try editor.open(draft.path)
                let text = String(decoding: try InputFile.contents(of: draft.path), as: UTF8.self)
                changed = try await revised(text, named: draft.path, newsroom)
            } catch let overtaken as EditionOvertaken {
                // The text is in a file of its own, and the next edit begins with what is there now.
                try? FileManager.default.removeItem(at: draft)
                throw overtaken
            } catch {
                say(
                    "nothing is saved; your text is in \(draft.path), “daybreak edition edit \(edition)” goes on"
                )
                throw error
            }
            try? FileManager.default.removeItem(at: draft)
            try await newsroom.tell(of: changed, edition, json)
        }

        private func say(_ line: String) { StandardError.say(line) }

        private func revised(_ text: String, named name: String, _ newsroom: Newsroom) async throws -> Edition
        {
            let draft = try EditionDraft(yaml: text, named: name)
            return try await newsroom.editorial.revise(edition, draft, by: author.author, text: text)
        }

        private func write(_ text: String, to file: URL) throws {
            do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
                throw FileFault.unwritable(file.path, .init(error))
            }
        }
    }
}
