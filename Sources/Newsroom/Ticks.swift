/// Ticks at a steady pace.
struct Ticks: AsyncSequence {
    let interval: Duration

    init(every interval: Duration) { self.interval = interval }

    func makeAsyncIterator() -> Iterator { Iterator(interval: interval) }

    struct Iterator: AsyncIteratorProtocol {
        let interval: Duration

        mutating func next() async -> Void? {
            try? await Task.sleep(for: interval)
            return Task.isCancelled ? nil : ()
        }
    }
}
