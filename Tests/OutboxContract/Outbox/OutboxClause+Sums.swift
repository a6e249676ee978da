// SPDX-License-Identifier: Apache-2.0
import Sender

/// What holds whatever happens.
extension OutboxClause {
    static let sums: [OutboxClause] = [
        OutboxClause(description: "whatever happens, the states sum to the audience") { fixture in
            let mailing = try await fixture.publish(to: 40)
            var dice = Dice(seed: 20_261_124)
            var worker = try await fixture.outbox(retry: RetryPolicy(first: .seconds(1)))
            var held: [LeasedDelivery] = []
            for _ in 0..<120 {
                switch dice.roll(6) {
                case 0: held += try await worker.lease(dice.roll(9))
                case 1: _ = try await worker.start(held)
                case 2: _ = try await worker.settle(Array(held.prefix(2)), ok)
                case 3: _ = try await worker.settle(held, .deferred(full, after: .seconds(dice.roll(5))))
                case 4: fixture.advance(by: .seconds(dice.roll(5)))
                default:
                    guard dice.roll(4) == 0 else { continue }
                    fixture.advance(by: .seconds(24 * 3600))
                    worker = try await fixture.outbox(retry: RetryPolicy(first: .seconds(1)))
                    held = []
                }
                let sum = try await fixture.counts(of: mailing).values.reduce(0, +)
                try require(sum == 40, "40, not \(sum)")
            }
        }
    ]
}

/// Repeatable chance.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}
