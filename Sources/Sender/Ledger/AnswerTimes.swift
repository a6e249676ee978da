// SPDX-License-Identifier: Apache-2.0

/// How many answers came when: a histogram that stays small however many they are.
///
/// Times are kept to 10 ms for the ten minutes after the mailing's publication, and to a second after that.
public struct AnswerTimes: Hashable, Sendable {
    /// Milliseconds since 1970 that times are counted from.
    public let origin: Int64
    /// How many answers.
    public private(set) var count = 0
    /// The first and the last, milliseconds from the origin.
    public private(set) var range: ClosedRange<Int64>?
    /// Answers by the start of the slot they came in, milliseconds from the origin.
    private var slots: [Int64: Int] = [:]

    private static let fineEnd: Int64 = 600_000

    /// No answer yet.
    public init(from origin: Int64) { self.origin = origin }

    /// Counts an answer.
    /// - Parameter time: milliseconds since 1970; what a clock that was set back says is taken for the origin.
    public mutating func add(_ time: Int64) {
        let offset = max(0, time - origin)
        slots[offset - offset % (offset < Self.fineEnd ? 10 : 1000), default: 0] += 1
        range = range.map { min($0.lowerBound, offset)...max($0.upperBound, offset) } ?? offset...offset
        count += 1
    }

    /// When a share of the answers had come, milliseconds from the origin; nil when there is none.
    /// - Parameter share: in 0…1.
    public func time(ofShare share: Double) -> Int64? {
        guard let range else { return nil }
        let wanted = Int((Double(count) * share).rounded(.up))
        if wanted >= count { return range.upperBound }
        var sum = 0
        for slot in slots.keys.sorted() {
            sum += slots[slot] ?? 0
            if sum >= wanted { return max(slot, range.lowerBound) }
        }
        return range.upperBound
    }

    /// Answers in each of some intervals.
    /// - Parameter edges: where intervals start, ascending, milliseconds from the origin; the last has no end.
    public func counts(between edges: [Int64]) -> [Int] {
        var counts = [Int](repeating: 0, count: edges.count)
        for (slot, number) in slots {
            // The last edge that is not behind the slot.
            var (low, high) = (0, edges.count)
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] <= slot { low = middle + 1 } else { high = middle }
            }
            if !counts.isEmpty { counts[max(0, low - 1)] += number }
        }
        return counts
    }
}
