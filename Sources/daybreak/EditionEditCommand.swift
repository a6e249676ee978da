import ArgumentParser
import Composer
import Foundation
import Newsroom
import SQLiteStore

extension EditionCommand {
    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an edition in $EDITOR, or from a file.",
            discussion: """
                What does not check is not saved; the text is kept, and the next “edition edit” goes on with it.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Argument(help: "An edition as YAML to put in its place; without it the editor opens.") var file:
            String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let content = try await newsroom.edition(edition)
            if let file {
                try await save(
                    String(decoding: try Newsroom.contents(of: file), as: UTF8.self), named: file, newsroom)
                return
            }
            let draft = newsroom.draftFile(of: edition)
            let start = (try? String(contentsOf: draft, encoding: .utf8)) ?? EditionDraft(content).yaml
            try write(start, to: draft)
            try open(draft.path)
            let text = String(decoding: try Newsroom.contents(of: draft.path), as: UTF8.self)
            do {
                try await save(text, named: draft.path, newsroom)
            } catch {
                FileHandle.standardError.write(
                    Data(
                        "nothing is saved; your text is in \(draft.path), “daybreak edition edit \(edition)” goes on\n"
                            .utf8))
                throw error
            }
            try? FileManager.default.removeItem(at: draft)
        }

        private func save(_ text: String, named name: String, _ newsroom: Newsroom) async throws {
            let draft = try EditionDraft(yaml: text, named: name)
            let changed = try await newsroom.revise(edition, draft)
            try json.print(
                Numbered(id: edition, content: changed),
                "edition \(edition) is changed: “\(changed.subject)”, \(changed.stories.count) stories")
        }

        private func write(_ text: String, to file: URL) throws {
            do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
                throw NewsroomError(.io, "\(file.path) cannot be written: \(error.localizedDescription)")
            }
        }

        /// Runs the editor on the terminal; through the shell, because people set `EDITOR="code --wait"`.
        private func open(_ path: String) throws {
            let environment = ProcessInfo.processInfo.environment
            guard let editor = environment["VISUAL"] ?? environment["EDITOR"], !editor.isEmpty else {
                throw NewsroomError(
                    .usage,
                    "no editor is set: export EDITOR=nano, or name a file: “daybreak edition edit \(edition) FILE”"
                )
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "\(editor) \"$1\"", "sh", path]
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw NewsroomError(
                    .data, "\(editor) ended with status \(process.terminationStatus): nothing is saved")
            }
        }
    }
}
