import Foundation

/// The time and the zone that times are told in: handed in, so that a test or a simulator can turn the hands.
public struct WallClock: Sendable {
    /// The zone of times that belong to no other.
    public let zone: NamedZone
    let read: @Sendable () -> Int64

    /// A clock of somebody's own.
    /// - Parameter now: gives milliseconds since 1970.
    public init(in zone: NamedZone, now: @escaping @Sendable () -> Int64) {
        self.zone = zone
        read = now
    }

    /// Milliseconds since 1970.
    public var now: Int64 { read() }

    /// This machine's.
    public static var system: WallClock {
        WallClock(in: .system) { Int64(Date().timeIntervalSince1970 * 1000) }
    }
}
