// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Refuses some recipients, so that the ways mail fails can be tried: `unknown…@` does not exist, `full…@` has a full
/// mailbox, `grey…@` is greylisted the first time, `spam…@` is refused after the dot.
final class RecipientRules: Sendable {
    private let seen = Mutex<Set<String>>([])

    func verdict(on recipient: String) -> RecipientVerdict {
        let name = recipient.lowercased()
        if name.hasPrefix("unknown") { return .refused("550 5.1.1 No such user") }
        if name.hasPrefix("full") { return .refused("452 4.2.2 Mailbox full") }
        if name.hasPrefix("grey"), seen.withLock({ $0.insert(name).inserted }) {
            return .refused("450 4.7.1 Greylisted, try again")
        }
        return .welcome
    }
}
