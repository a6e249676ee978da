// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender
import Synchronization

/// Tells which key signs links, at most half a second late, so that a running sender goes on with a new key: `token retire` may
/// end the links of the old one at any moment.
final class SigningKeyWatch: Sendable {
    private let keys: TokenKeyStore
    private let clock: SendClock
    private let patience: Duration
    private let latest = Mutex<(number: Int, at: ContinuousClock.Instant)?>(nil)

    /// - Parameter patience: how long an answer is good.
    init(_ keys: TokenKeyStore, by clock: SendClock, patience: Duration = .milliseconds(500)) {
        self.keys = keys
        self.clock = clock
        self.patience = patience
    }

    /// Notes which key has just been found to sign.
    func saw(_ number: Int) { latest.withLock { $0 = (number, clock.now()) } }

    /// Whether a key still signs. When the database cannot be read, the last answer stands.
    func signs(_ number: Int) -> Bool {
        latest.withLock { latest in
            let now = clock.now()
            if let known = latest, now - known.at < patience { return known.number == number }
            guard let found = try? keys.signingKey() else { return true }
            latest = (found, now)
            return found == number
        }
    }
}
