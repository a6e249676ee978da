// SPDX-License-Identifier: Apache-2.0
import Newsroom
import SeededRandom
import Synchronization

/// Chance, which a seed decides. Each who lives by it has dice of their own, so that what one does more often does not change what
/// befalls another.
final class Dice: Sendable {
    private let generator: Mutex<SeededGenerator>

    /// - Parameter purpose: what they are thrown for.
    init(_ seed: UInt64, for purpose: String) {
        let mark = purpose.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        generator = Mutex(SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ mark))
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }

    /// Whether something happens that does so with a probability.
    func happens(_ probability: Double) -> Bool { Double(next() >> 11) * 0x1p-53 < probability }

    func number(_ range: ClosedRange<Int>) -> Int {
        generator.withLock { Int.random(in: range, using: &$0) }
    }

    /// Some time between two, in whole milliseconds.
    func time(_ from: Duration, _ to: Duration) -> Duration {
        .milliseconds(number(Int(from / .milliseconds(1))...Int(to / .milliseconds(1))))
    }

    func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }

    /// As what a newsroom makes its secrets of.
    var randomness: Randomness { Randomness { [self] in next() } }
}
