// SPDX-License-Identifier: Apache-2.0

/// The random bits of a newsroom's database, of which come keys, the names of its files, and who is in a canary.
///
/// The bits are handed in, as the clock is, so that a test can have the same ones again. Some of them sign links: in operation
/// they must be the system's.
struct RandomBits: RandomNumberGenerator, Sendable {
    /// Any 64 bits.
    typealias Source = @Sendable () -> UInt64

    private let source: Source

    init(_ source: @escaping Source) { self.source = source }

    func next() -> UInt64 { source() }

    /// - Parameter count: a multiple of 8.
    func bytes(_ count: Int) -> [UInt8] {
        (0..<count / 8).flatMap { _ in withUnsafeBytes(of: source().bigEndian, Array.init) }
    }

    /// A name that no other file beside the database has.
    func fileKey() -> String { String(source(), radix: 36) }

    /// As many different numbers below a limit as are wanted, each as likely as any other (Floyd, CACM 30(9), 1987).
    func sample(_ count: Int, below limit: Int) -> Set<Int> {
        var bits = self
        var chosen: Set<Int> = []
        for last in max(0, limit - count)..<limit {
            let number = Int.random(in: 0...last, using: &bits)
            if !chosen.insert(number).inserted { chosen.insert(last) }
        }
        return chosen
    }
}
