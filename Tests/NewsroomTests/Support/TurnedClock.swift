// SPDX-License-Identifier: Apache-2.0
import Sender
import Synchronization

@testable import Newsroom

/// A clock whose hands a test turns. What day it is the machine says.
final class TurnedClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    /// Lets some time pass.
    func turn(by time: Duration) { passed.withLock { $0 += time } }

    /// The clock.
    var clock: WallClock {
        WallClock(
            in: .utc,
            steady: SendClock(
                now: { [self] in start + passed.withLock(\.self) }, sleep: { [self] in turn(by: $0) }),
            now: WallClock.system.read)
    }
}
