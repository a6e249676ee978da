// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import Newsroom
import Sender

/// Warnings that a command gives beside its result.
extension Newsroom {
    /// Says that an edition has a text that is not saved: what goes out is not what its editor sees.
    func tellOfDraft(_ edition: EditionID) {
        guard let file = editorial.openDraft(of: edition) else { return }
        StandardError.say(
            "edition \(edition) has a DRAFT in \(file.lastPathComponent) that is not saved: "
                + "the edition goes as it was")
    }

    /// Says what an edition has become, and what a mailing that carries it makes of that.
    /// - Parameter stories: whether to list its stories.
    func tell(
        of changed: Edition, _ id: EditionID, _ json: JSONOption, stories: Bool = false
    ) async throws {
        let line =
            "edition \(id) is changed: “\(changed.subject)”, "
            + counted(changed.stories.count, "story", "stories")
        try json.print(changed.json(id), stories ? "\(line)\n\(changed.stories.lines)" : line)
        try await tellOfObstacles()
        for mailing in try await editorial.goingOut(id) {
            StandardError.say(
                "mailing \(mailing) goes on as it was: “daybreak mailing amend \(mailing)” gives this to those it has not reached"
            )
        }
    }

    /// Says which planned mailings could not be published as things stand, and keeps it with them.
    func tellOfObstacles() async throws {
        for (mailing, reason, _) in try await mailings.rehearse() {
            StandardError.say("mailing \(mailing.id) could not be published as things stand: \(reason)")
        }
    }
}

extension [Story] {
    /// A line each: its place, its treatment and its article, and what the edition says of it besides.
    var lines: String {
        enumerated().map { index, story in
            let own = [
                story.headline.map { "“\($0)”" }, story.section.map { "section \($0)" },
                story.picture.map { "picture \($0.rawValue)" },
            ].compactMap(\.self)
            return "  \(index + 1)\t\(story.treatment.rawValue)\t\(story.article)"
                + (own.isEmpty ? "" : "\t\(own.joined(separator: ", "))")
        }.joined(separator: "\n")
    }
}
