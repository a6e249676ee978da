// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Synchronization

@testable import Newsroom

/// A clock whose hands a test turns. What day it is the machine says, or the test.
final class TurnedClock: Sendable {
    private let start = ContinuousClock.now
    private let day: Int64?
    private let passed = Mutex(Duration.zero)

    /// - Parameter day: when it begins, milliseconds since 1970; nil for a day that the machine says.
    init(at day: Int64? = nil) { self.day = day }

    /// Milliseconds since 1970, of a clock that has a day.
    private var milliseconds: Int64? { day.map { $0 + passed.withLock(\.milliseconds) } }

    /// Lets some time pass.
    func turn(by time: Duration) { passed.withLock { $0 += time } }

    /// The clock.
    var clock: WallClock {
        WallClock(
            in: .utc,
            steady: SendClock(
                now: { [self] in start + passed.withLock(\.self) }, sleep: { [self] in turn(by: $0) }),
            now: { [self] in milliseconds ?? WallClock.system.now })
    }
}
