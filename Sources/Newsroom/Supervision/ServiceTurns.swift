// SPDX-License-Identifier: Apache-2.0
import Sender
import Synchronization

/// When services last went on with their work, or saw that there is none.
///
/// A service that stands still throws nothing and ends nothing: only its silence tells. What has never turned is not missed, because it
/// does not run in this process.
public final class ServiceTurns: Sendable {
    /// The services whose standing still keeps mail from going out.
    enum Name: String, CaseIterable {
        case publishing, sending
    }

    private let clock: SendClock
    private let last = Mutex<[Name: ContinuousClock.Instant]>([:])

    /// How long one turn may take. Publishing to a million readers reads the proof of each, which takes minutes; nothing takes ten.
    static let patience: Duration = .seconds(600)

    init(by clock: SendClock) { self.clock = clock }

    /// Takes note that a service goes on.
    func note(_ name: Name) { last.withLock { $0[name] = clock.now() } }

    /// The services that stand still.
    var standing: [Name] {
        let now = clock.now()
        return last.withLock { last in
            Name.allCases.filter { name in last[name].map { now - $0 > Self.patience } ?? false }
        }
    }
}
