// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a newsroom that works at once: its relay is the sandbox.",
        discussion: """
            With --publication, or any other word about it, the newsroom is yours, and what is missing is asked for on a \
            terminal; else it has a sample publication with the list “morning”.
            """)

    @Argument(help: "The directory to make.") var directory: String
    @Option(help: "What commands call your publication, like low-tide; also its list.") var publication:
        String?
    @OptionGroup var options: PublicationOptions

    func run() async throws {
        let place = URL(fileURLWithPath: directory, isDirectory: true)
        let isOwn = publication != nil || !options.isEmpty
        let own = isOwn ? try options.publication(publication) : nil
        try await Newsroom.create(
            at: place, share: try Newsroom.shareOfProgram(), publication: own, reader: .child)
        let list = own?.id ?? "morning"
        print(
            """
            \(directory) is a newsroom with the list “\(list)” and the publication “\(own?.id ?? "daily-caffeine")”.
            Next, in that directory:
              daybreak sandbox                      in another terminal: it keeps what is sent
              daybreak article add FILE             Markdown, pasted text or HTML
              daybreak edition new                  of what is new; it says what must not go out
              daybreak edition test 1 --to ADDRESS  a copy to try
              daybreak subscriber import FILE.csv --list \(list)
              daybreak send 1 --list \(list)
            """)
    }
}
