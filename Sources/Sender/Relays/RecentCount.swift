// SPDX-License-Identifier: Apache-2.0

/// Counts how many there were in the last second, in tenths of it.
struct RecentCount {
    private var tenths = [(begin: ContinuousClock.Instant, count: Int)]()

    mutating func count(at now: ContinuousClock.Instant) {
        if let last = tenths.last, now - last.begin < .milliseconds(100) {
            tenths[tenths.count - 1].count += 1
        } else {
            tenths = tenths.suffix(10) + [(now, 1)]
        }
    }

    func within(at now: ContinuousClock.Instant) -> Int {
        tenths.reduce(0) { now - $1.begin <= .seconds(1) ? $0 + $1.count : $0 }
    }
}
