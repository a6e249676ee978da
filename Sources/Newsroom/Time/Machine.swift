/// The machine's chance, for the composition root to hand on.
enum Machine {
    /// Any 64 bits, fit for secrets.
    static let random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
}
