import Foundation

/// The machine's clock and chance, for the composition root to hand on.
enum Machine {
    /// Milliseconds since 1970.
    static let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    /// Any 64 bits, fit for secrets.
    static let random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
}
