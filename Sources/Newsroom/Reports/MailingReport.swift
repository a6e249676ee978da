// SPDX-License-Identifier: Apache-2.0
public import Composer
import MailFormat
import SQLiteStore
public import Sender

/// How a mailing went: when it was accepted, where it was not, and why.
public struct MailingReport: Sendable {
    /// Where it stands.
    public let status: MailingStatus
    /// When it was published, milliseconds since 1970.
    public let publishedAt: Int64
    /// The ledger in numbers.
    public let statistics: MailingStatistics
    /// Deliveries whose rows are counts now, of which nothing else is known.
    public let pruned: Int
    /// Readers who ended the list by a link of its copies.
    public let unsubscribed: Int
    /// Readers who called it spam.
    public let complained: Int
    /// What else came back of it, by `ReturnOutcome`.
    public let returned: [ReturnTotal]
    /// The findings of the proof that it was published against.
    public let overridden: [Finding]

    /// Readers whose copy came back after it had been accepted.
    public var bounced: Int { status.counts[.bounced] ?? 0 }

    /// A stretch of time.
    public struct Interval: Hashable, Sendable {
        /// Where it starts, milliseconds from publication.
        public let start: Int64
        /// How long it is, milliseconds.
        public let length: Int64
        /// Deliveries accepted in it.
        public let accepted: Int
        /// Other answers in it.
        public let refused: Int

        /// Deliveries accepted a second.
        public var perSecond: Double { Double(accepted) * 1000 / Double(max(1, length)) }
    }

    /// The first and the last answer, milliseconds from publication; nil when there was none.
    public var answers: ClosedRange<Int64>? {
        let ranges = [statistics.acceptances.range, statistics.refusals.range].compactMap { $0 }
        guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() else {
            return nil
        }
        return first...last
    }

    /// When half, 95 % and all of the accepted deliveries were accepted, milliseconds from publication.
    public var milestones: [(percent: Int, time: Int64)] {
        [50, 95, 100].compactMap { percent in
            statistics.acceptances.time(ofShare: Double(percent) / 100).map { (percent, $0) }
        }
    }

    /// Deliveries accepted a second while the first 95 % were: a few late ones say nothing of speed. Nil when none was.
    public var perSecond: Double? {
        guard let answers, let time = statistics.acceptances.time(ofShare: 0.95) else { return nil }
        let count = (Double(statistics.acceptances.count) * 0.95).rounded(.up)
        return count * 1000 / Double(max(10, time - answers.lowerBound))
    }

    /// Accepted and refused over time, in intervals of one length that suits them. When a few late answers would make
    /// everything else one interval, the last is as long as they need.
    /// - Parameter most: intervals at the most.
    public func rate(most: Int) -> [Interval] {
        guard let answers else { return [] }
        let end = Self.end(of: answers, bulk: bulk)
        let width = Self.width(for: answers.lowerBound...end, most: most)
        let start = answers.lowerBound / width * width
        var edges = Array(stride(from: start, through: end, by: Int(width)).map { Int64($0) })
        let regularEnd = (edges.last ?? start) + width
        if answers.upperBound >= regularEnd { edges.append(regularEnd) }
        let accepted = statistics.acceptances.counts(between: edges)
        let refused = statistics.refusals.counts(between: edges)
        return edges.indices.map { index in
            let isRest = edges[index] == regularEnd
            return Interval(
                start: edges[index], length: isRest ? answers.upperBound - regularEnd + 1 : width,
                accepted: accepted[index], refused: refused[index])
        }
    }

    /// Intervals at the most where they are for scripts and pictures.
    public static let intervals = 60

    /// The most deliveries accepted a second in any of those intervals; never less than `perSecond`, which short mailings reach within
    /// a part of one.
    public var peak: Double { max(perSecond ?? 0, rate(most: Self.intervals).map(\.perSecond).max() ?? 0) }

    /// When 99 of 100 acceptances had come, and as many refusals where they are more than a few.
    private var bulk: Int64 {
        [statistics.acceptances, statistics.refusals].compactMap { times in
            times.count * 20 < statistics.acceptances.count ? nil : times.time(ofShare: 0.99)
        }.max() ?? 0
    }

    /// The end of the time to show: that of all answers, unless the bulk of them came in much less.
    private static func end(of answers: ClosedRange<Int64>, bulk: Int64) -> Int64 {
        let long = answers.upperBound - answers.lowerBound
        return max(0, bulk - answers.lowerBound) * 4 < long
            ? max(bulk, answers.lowerBound) : answers.upperBound
    }

    /// A width of intervals, in milliseconds, that people find round. Times later than ten minutes are known to the second, so
    /// a shorter width is not used there.
    private static func width(for range: ClosedRange<Int64>, most: Int) -> Int64 {
        let span = range.upperBound - range.lowerBound
        let known: Int64 = range.upperBound < 600_000 ? 100 : 1000
        return roundWidths.first { $0 >= known && span / $0 + 2 <= most } ?? span / Int64(max(1, most - 1))
            + 1
    }

    private static let roundWidths: [Int64] =
        [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000]
        + [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440, 10_080].map { $0 * 60_000 }

    /// The largest domains, and all the others in one.
    /// - Parameter most: domains at the most.
    public func domains(most: Int) -> (
        largest: [(name: String, MailingStatistics.Domain)], others: MailingStatistics.Domain?
    ) {
        let sorted = statistics.domains.sorted { ($1.value.readers, $0.key) < ($0.value.readers, $1.key) }
        let rest = sorted.dropFirst(most)
        return (
            sorted.prefix(most).map { ($0.key, $0.value) },
            rest.isEmpty ? nil : rest.reduce(.init()) { $0 + $1.value }
        )
    }

    /// What each relay did, the slowest first.
    public var relays: [(name: String, MailingStatistics.Relay)] {
        statistics.relays.sorted { ($1.value.perMessage, $0.key) < ($0.value.perMessage, $1.key) }
            .map { ($0.key, $0.value) }
    }

    /// What went wrong, the most frequent first.
    public var causes: [(name: String, MailingStatistics.Cause)] {
        statistics.causes.sorted {
            ($1.value.failed, $1.value.refusals, $0.key) < ($0.value.failed, $0.value.refusals, $1.key)
        }.map { ($0.key, $0.value) }
    }
}
