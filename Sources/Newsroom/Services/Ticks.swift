/// Ticks at a steady pace.
struct Ticks: AsyncSequence {
    let interval: Duration
    private let startsAtOnce: Bool

    /// - Parameter startsAtOnce: whether the first tick does not wait.
    init(every interval: Duration, startsAtOnce: Bool = false) {
        self.interval = interval
        self.startsAtOnce = startsAtOnce
    }

    func makeAsyncIterator() -> Iterator { Iterator(interval: interval, isDue: startsAtOnce) }

    struct Iterator: AsyncIteratorProtocol {
        let interval: Duration
        fileprivate(set) var isDue: Bool

        mutating func next() async -> Void? {
            if !isDue { try? await Task.sleep(for: interval) }
            isDue = false
            return Task.isCancelled ? nil : ()
        }
    }
}
