/// Where what nobody may guess comes from: handed in, so that a simulator can say what it is.
public struct Randomness: Sendable {
    let read: @Sendable () -> UInt64

    /// - Parameter bits: gives any 64, fit for secrets.
    public init(bits: @escaping @Sendable () -> UInt64) { read = bits }

    /// This machine's.
    public static let system = Randomness { .random(in: .min ... .max) }
}
