// SPDX-License-Identifier: Apache-2.0
import Sender

/// Ticks at a steady pace.
struct Ticks: AsyncSequence {
    let interval: Duration
    private let clock: SendClock
    private let startsAtOnce: Bool

    /// - Parameter startsAtOnce: whether the first tick does not wait.
    init(every interval: Duration, by clock: SendClock, startsAtOnce: Bool = false) {
        self.interval = interval
        self.clock = clock
        self.startsAtOnce = startsAtOnce
    }

    func makeAsyncIterator() -> Iterator { Iterator(interval: interval, clock: clock, isDue: startsAtOnce) }

    struct Iterator: AsyncIteratorProtocol {
        let interval: Duration
        let clock: SendClock
        fileprivate(set) var isDue: Bool

        mutating func next() async -> Void? {
            if !isDue { await clock.sleep(interval) }
            isDue = false
            return Task.isCancelled ? nil : ()
        }
    }
}
