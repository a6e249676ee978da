// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import SenderSupport
import Synchronization

@testable import Newsroom

/// The clock on the wall of the simulated newsroom: it goes with the virtual time, and somebody may set it.
final class SimulatedClock: Sendable {
    private let time: VirtualTime
    private let start: ContinuousClock.Instant
    private let day: Int64
    private let jumped = Mutex<(sum: Int64, at: Int64?, highest: Int64)>((0, nil, .min))

    /// - Parameter day: what it shows at first, milliseconds since 1970.
    init(_ time: VirtualTime, at day: Int64) {
        (self.time, self.day) = (time, day)
        start = time.now
    }

    /// How long the simulation has gone on, whatever the clock shows: milliseconds.
    var elapsed: Int64 { (time.now - start).milliseconds }

    /// Milliseconds since 1970.
    var now: Int64 { day + elapsed + jumped.withLock { $0.sum } }

    /// Sets it forward, or back.
    func jump(by milliseconds: Int64) {
        let (now, shown) = (elapsed, now)
        jumped.withLock { $0 = ($0.sum + milliseconds, now, max($0.highest, shown)) }
    }

    /// The latest time that it has shown: milliseconds since 1970.
    var highest: Int64 { max(now, jumped.withLock(\.highest)) }

    /// When somebody set it last, in milliseconds of the simulation; nil for never.
    var lastJump: Int64? { jumped.withLock { $0.at } }

    /// Milliseconds of the simulation until an instant.
    func elapsed(at instant: ContinuousClock.Instant) -> Int64 { (instant - start).milliseconds }

    /// The clock as a newsroom gets it.
    func wall(in zone: NamedZone) -> WallClock {
        WallClock(in: zone, steady: time.clock) { [self] in now }
    }
}
