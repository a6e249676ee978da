// SPDX-License-Identifier: Apache-2.0
import CICal
import MailFormat

/// A recurrence rule (RFC 5545 §3.3.10) with its first day and its one time of day, in no zone.
struct RecurrenceRule: Hashable, Sendable {
    /// `FREQ=WEEKLY;BYDAY=MO`
    let text: String
    /// Before this it does not hold; when it counts, it counts from here.
    let start: CivilTime
    /// The days by which its start may be moved, or a multiple of them, without another result behind it; nil where it may not be
    /// moved: then the rule counts in months or to an end, or takes its day from there.
    let stride: Int?

    /// The start moved towards a time, so that what lies between is not expanded. libical can begin elsewhere than at the start, but
    /// loses count of weeks that do not begin on Mondays.
    private func start(near time: CivilTime) -> CivilTime {
        guard let stride else { return start }
        let days = time.day.daysSince1970 - start.day.daysSince1970
        guard days > 0 else { return start }
        return CivilTime(
            CalendarDay(daysSince1970: start.day.daysSince1970 + days / stride * stride), start)
    }

    /// The times at which it holds, in order.
    /// - Parameter from: none before it.
    func times(from: CivilTime) -> Times { Times(self, from: from) }

    /// The times of a rule, in order. libical ends them in the year 2582.
    final class Times: Sequence, IteratorProtocol {
        private let expansion: OpaquePointer?
        private let from: CivilTime

        fileprivate init(_ rule: RecurrenceRule, from: CivilTime) {
            self.from = from
            expansion = cical_expand(rule.text, rule.start(near: from).ical)
        }

        deinit { if let expansion { cical_end(expansion) } }

        func next() -> CivilTime? {
            guard let expansion else { return nil }
            var next = cical_time()
            while cical_next(expansion, &next) {
                guard let day = CalendarDay(year: Int(next.year), month: Int(next.month), day: Int(next.day))
                else { continue }
                let time = CivilTime(
                    day, hour: Int(next.hour), minute: Int(next.minute), second: Int(next.second))
                if time >= from { return time }
            }
            return nil
        }
    }
}

extension CivilTime {
    fileprivate init(_ day: CalendarDay, _ time: CivilTime) {
        self.init(day, hour: time.hour, minute: time.minute, second: time.second)
    }

    fileprivate var ical: cical_time {
        cical_time(
            year: Int32(day.year), month: Int32(day.month), day: Int32(day.day), hour: Int32(hour),
            minute: Int32(minute), second: Int32(second))
    }
}
