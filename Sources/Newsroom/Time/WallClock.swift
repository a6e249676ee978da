// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Sender

/// The time, the zone that times are told in, and how to wait. It is handed in, so that a test or a simulator can say what time
/// it is.
public struct WallClock: Sendable {
    /// The zone of times that belong to no other.
    public let zone: NamedZone
    /// The clock that measures and waits, which nobody sets back.
    public let steady: SendClock
    let read: @Sendable () -> Int64

    /// Makes a clock.
    /// - Parameters:
    ///   - steady: the clock that measures and waits.
    ///   - now: gives milliseconds since 1970.
    public init(in zone: NamedZone, steady: SendClock = .system, now: @escaping @Sendable () -> Int64) {
        self.zone = zone
        self.steady = steady
        read = now
    }

    /// Milliseconds since 1970.
    public var now: Int64 { read() }

    /// That of this machine.
    public static var system: WallClock {
        WallClock(in: .system) { Int64(Date().timeIntervalSince1970 * 1000) }
    }
}
