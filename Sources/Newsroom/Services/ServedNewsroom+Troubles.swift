// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Sender

extension ServedNewsroom {
    /// What a person has to see to, in words that anybody may see; empty when nothing is wrong.
    func troubles() async throws -> [String] {
        let newsroom = current
        var troubles = health.sendingFault == nil && health.lendingFault == nil ? [] : ["sending has stopped"]
        troubles += try await newsroom.mailings.troubles()
        // Mailings were just looked at, and the alarm may be a few seconds old.
        for known in try await newsroom.alarms.raised() where !known.alarm.subject.hasPrefix("mailing ") {
            let words = known.alarm.kind.publicWords
            if !troubles.contains(words) { troubles.append(words) }
        }
        return troubles
    }
}
