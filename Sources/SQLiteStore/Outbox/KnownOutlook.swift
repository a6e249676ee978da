// SPDX-License-Identifier: Apache-2.0
import Sender
import Synchronization

/// What an outbox saw last. It is so still while nobody has committed anything and nothing has become due.
final class KnownOutlook: Sendable {
    private struct Sight {
        let outlook: OutboxOutlook
        let version: Int64
        /// Milliseconds since 1970.
        let at: Int64
    }

    private let sight = Mutex<Sight?>(nil)

    /// What there is to see now; nil when the ledger has to be read for it.
    /// - Parameter version: of the ledger; nil where nobody can tell.
    func outlook(at now: Int64, as version: Int64?) -> OutboxOutlook? {
        guard let sight = sight.withLock(\.self), sight.version == version, now >= sight.at else {
            return nil
        }
        guard let wait = sight.outlook.untilDue else { return sight.outlook }
        let left = wait - .milliseconds(now - sight.at)
        // What is held up, and what waits for a canary, has no time of its own: it is looked at when this wait is over.
        guard left > .zero else { return nil }
        return OutboxOutlook(
            untilDue: left, isHeldUp: sight.outlook.isHeldUp, isEmpty: sight.outlook.isEmpty)
    }

    func keep(_ outlook: OutboxOutlook, at now: Int64, as version: Int64?) {
        sight.withLock { $0 = version.map { Sight(outlook: outlook, version: $0, at: now) } }
    }
}
