// SPDX-License-Identifier: Apache-2.0

/// The source of random bits, some of which become secrets. It is handed in, so that a simulator can say what they are.
public struct Randomness: Sendable {
    /// Any 64 bits.
    public let read: @Sendable () -> UInt64

    /// - Parameter bits: gives any 64, fit for secrets.
    public init(bits: @escaping @Sendable () -> UInt64) { read = bits }

    /// A number in 0..<1: 53 of the bits, which are all that a Double has room for.
    var fraction: Double { Double(read() >> 11) * 0x1p-53 }

    /// That of this machine.
    public static let system = Randomness { .random(in: .min ... .max) }
}
