// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The rule at the end of a TZif file, by which a zone goes on for ever: `EST5EDT,M3.2.0,M11.1.0` (RFC 9636
/// §3.3, which takes it from POSIX and lets a time of day reach a week beyond its day).
struct TimeZoneRule: Hashable, Sendable {
    /// Seconds east of UTC.
    let standard: Int
    /// The time that is kept for part of the year; nil for standard time all year.
    let daylight: Daylight?

    /// Daylight saving time.
    struct Daylight: Hashable, Sendable {
        /// Seconds east of UTC.
        let offset: Int
        /// When it begins, by the clock of standard time.
        let start: Turn
        /// When it ends, by its own clock.
        let end: Turn
    }

    /// A day of the year and a time of it.
    struct Turn: Hashable, Sendable {
        let day: Day
        /// Seconds after the midnight it begins with; may be negative or reach beyond the day.
        let time: Int

        enum Day: Hashable, Sendable {
            /// From 1 to 365; 29 February is never counted.
            case ofYearWithoutLeap(Int)
            /// From 0 to 365.
            case ofYear(Int)
            /// The first (1) to last (5) such weekday of a month; 0 is Sunday.
            case weekday(Int, week: Int, month: Int)
        }

        /// As a wall clock shows it, in seconds since 1970.
        func seconds(in year: Int) -> Int64 { Int64(dayNumber(in: year)) * 86_400 + Int64(time) }

        private func dayNumber(in year: Int) -> Int {
            let newYear = CalendarDay.daysSince1970(year, 1, 1)
            switch day {
            case .ofYearWithoutLeap(let number):
                return newYear + number - 1 + (number > 59 && CalendarDay.isLeap(year) ? 1 : 0)
            case .ofYear(let number): return newYear + number
            case .weekday(let weekday, let week, let month):
                let first = CalendarDay.daysSince1970(year, month, 1)
                let next =
                    month == 12
                    ? CalendarDay.daysSince1970(year + 1, 1, 1)
                    : CalendarDay.daysSince1970(year, month + 1, 1)
                // 1 January 1970 was a Thursday.
                let ofFirst = ((first + 4) % 7 + 7) % 7
                var day = first + (weekday - ofFirst + 7) % 7 + (week - 1) * 7
                while day >= next { day -= 7 }
                return day
            }
        }
    }

    /// Every offset there is.
    var offsets: [Int] { [standard] + (daylight.map { [$0.offset] } ?? []) }

    /// Seconds east of UTC.
    /// - Parameter seconds: since 1970.
    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilTime(seconds: seconds + Int64(standard)).day.year
        // A turn may lie in the year before or after the one it is of. Where one time ends as the other
        // begins, the one that begins counts: that is how summer time all year is written.
        var last: (at: Int64, isStart: Bool)?
        for year in (year - 1)...(year + 1) {
            for turn in [
                (at: daylight.end.seconds(in: year) - Int64(daylight.offset), isStart: false),
                (at: daylight.start.seconds(in: year) - Int64(standard), isStart: true),
            ] where turn.at <= seconds {
                if let known = last, (known.at, known.isStart ? 1 : 0) > (turn.at, turn.isStart ? 1 : 0) {
                    continue
                }
                last = turn
            }
        }
        return last?.isStart == true ? daylight.offset : standard
    }
}

extension TimeZoneRule {
    /// Reads a rule; nil when it is none.
    init?(_ text: some Sequence<UInt8>) {
        var reader = Reader(rest: Array(text)[...])
        guard reader.name(), let west = reader.offset() else { return nil }
        standard = -west
        if reader.rest.isEmpty {
            daylight = nil
            return
        }
        guard reader.name() else { return nil }
        var offset = standard + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.offset() else { return nil }
            offset = -west
        }
        guard let start = reader.turn(), let end = reader.turn(), reader.rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// Three or more letters, or in angle brackets letters, digits and signs.
        mutating func name() -> Bool {
            let isQuoted = take("<")
            let name = rest.prefix { byte in
                (0x41...0x5A).contains(byte & 0xDF)
                    || isQuoted && ((0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D)
            }
            rest = rest[name.endIndex...]
            return name.count >= 3 && (!isQuoted || take(">"))
        }

        mutating func number(upTo most: Int) -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return number <= most ? number : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hours most: Int) -> Int? {
            let sign = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard let hours = number(upTo: most) else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where take(":") {
                guard let part = number(upTo: 59) else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }

        /// Seconds west of UTC.
        mutating func offset() -> Int? { time(hours: 24) }

        mutating func turn() -> Turn? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return Turn(day: day, time: 7200) }
            return time(hours: 167).map { Turn(day: day, time: $0) }
        }

        private mutating func day() -> Turn.Day? {
            if take("M") {
                guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5),
                    week > 0,
                    take("."), let weekday = number(upTo: 6)
                else { return nil }
                return .weekday(weekday, week: week, month: month)
            }
            if take("J") {
                guard let number = number(upTo: 365), number > 0 else { return nil }
                return .ofYearWithoutLeap(number)
            }
            return number(upTo: 365).map { .ofYear($0) }
        }
    }
}
