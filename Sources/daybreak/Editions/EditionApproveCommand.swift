// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom
import Sender

extension EditionCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Say that an edition may go out as it is.",
            discussion: """
                An edition that a schedule made needs it before it is locked. A later change of the edition or of one of its \
                articles voids it.
                """)

        @Argument(help: "The edition's number.") var edition: EditionID
        @Option(help: "The revision that was looked at; refused when there is a later one.") var revision:
            Int?
        @OptionGroup var author: AuthorOption
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            newsroom.tellOfDraft(edition)
            let (approval, mailing) = try await newsroom.rules.approve(
                edition, revision: revision, by: author.author)
            try json.print(
                approval.json(edition, mailing),
                "edition \(edition) is approved as of revision \(approval.revision)"
                    + (mailing.map { ", and planned as mailing \($0)" } ?? ""))
        }
    }
}
