// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom

struct PublicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publication", abstract: "Make, list and check the publications of a newsroom.",
        subcommands: [Add.self, List.self, Check.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Make a publication with a theme and a list of its own.",
            discussion: """
                It is a directory under templates/, with publication.yaml and a copy of a theme, both yours to change. What is \
                missing is asked for on a terminal.
                """)

        @Argument(help: "What commands call it, like low-tide; also its list and its directory.") var id:
            String
        @OptionGroup var options: PublicationOptions
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let publication = try options.publication(id)
            let newsroom = try newsroom.open()
            try await newsroom.add(publication, share: try Newsroom.shareOfProgram())
            print(
                "made templates/\(id)/publication.yaml and the list “\(id)”: “daybreak edition new --publication \(id)” makes its editions"
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the publications, the newsroom's own first.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            for entry in try await newsroom.open().publicationEntries() {
                try json.print(entry.json, entry.line)
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read publications and their themes, and say what is wrong; exit 78 if anything is.")

        @Argument(help: "Its name; all if not given.") var id: String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            if let id { try newsroom.publications.require(id) }
            let entries = try await newsroom.publicationEntries().filter { id == nil || $0.id == id }
            for entry in entries { try json.print(entry.json, "\(entry.id)\t\(entry.fault ?? "ok")") }
            guard entries.allSatisfy({ $0.fault == nil }) else { throw ExitCode(78) }
        }
    }
}

extension Newsroom.PublicationEntry {
    fileprivate var line: String {
        guard let publication else { return "\(id)\t\(fault ?? "")" }
        let lists = lists.isEmpty ? "no list" : lists.joined(separator: ", ")
        return "\(id)\t\(publication.name)\t\(publication.sender.address)\t\(publication.theme)\t\(lists)"
    }
}

extension Newsroom {
    /// Where the templates are that came with this program.
    static func shareOfProgram() throws -> URL {
        try share(
            of: Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]),
            environment: ProcessInfo.processInfo.environment)
    }
}
