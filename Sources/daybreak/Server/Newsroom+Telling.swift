// SPDX-License-Identifier: Apache-2.0
import Foundation
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

    /// Says which planned mailings could not be published as things stand, and keeps it with them.
    func tellOfObstacles() async throws {
        for (mailing, reason, _) in try await mailings.rehearse() {
            StandardError.say("mailing \(mailing.id) could not be published as things stand: \(reason)")
        }
    }
}
