// SPDX-License-Identifier: Apache-2.0

extension ScheduleParser {
    /// Reads which days: `weekdays`, `every other friday`, `2nd and 4th tuesday of month`.
    mutating func days() throws(ScheduleFault) -> ScheduleDays {
        _ = words.take("on")
        let isEach = words.take("every", "each")
        _ = !isEach && words.take("the")
        guard let next = words.next else { throw words.fault("say which days, like “weekdays at 06:00”") }
        if words.take("day", "days", "daily") { return ScheduleDays(rule: "FREQ=DAILY") }
        if words.take("weekday", "weekdays") {
            return Self.weekly([.monday, .tuesday, .wednesday, .thursday, .friday])
        }
        if words.take("weekend", "weekends") { return Self.weekly([.saturday, .sunday]) }
        if ScheduleDays.Weekday(next.lower) != nil { return Self.weekly(try weekdays()) }
        if isEach, words.take("other") { return try intervals(of: 2, from: next) }
        if isEach, let count = Int(next.lower), words.second.map({ Self.units.contains($0.lower) }) ?? false {
            _ = words.take()
            return try intervals(of: count, from: next)
        }
        if ScheduleDays.ordinal(next.lower) != nil { return try ofMonth(isEach: isEach) }
        throw words.fault(
            "“\(next.text)” says no days: write “every day”, “weekdays”, “monday and thursday”, “every other friday from DATE”, “2nd friday of month”, “15th of month”, or “RRULE:…”"
        )
    }

    private static let units = ["day", "days", "week", "weeks", "month", "months"]

    private static func weekly(_ days: [ScheduleDays.Weekday]) -> ScheduleDays {
        ScheduleDays(rule: "FREQ=WEEKLY;BYDAY=\(list(days))", weekdays: days)
    }

    private static func list(_ days: [ScheduleDays.Weekday]) -> String {
        days.map(\.rawValue).joined(separator: ",")
    }

    private mutating func weekdays() throws(ScheduleFault) -> [ScheduleDays.Weekday] {
        var days: [ScheduleDays.Weekday] = []
        for day in try words.list("a day of the week", { word in ScheduleDays.Weekday(word.lower) })
        where !days.contains(day) { days.append(day) }
        return days
    }

    /// Reads what follows `every other` or `every 3`.
    private mutating func intervals(
        of count: Int, from word: ScheduleWords.Word
    ) throws(ScheduleFault) -> ScheduleDays {
        guard (1...99).contains(count) else {
            throw ScheduleFault(column: word.column, message: "“\(word.text)” is no number from 1 to 99")
        }
        var days: ScheduleDays
        if words.take("day", "days") {
            days = ScheduleDays(rule: "FREQ=DAILY")
        } else if words.take("week", "weeks") {
            guard words.take("on") else {
                throw words.fault("say on which day of the week, like “on friday”")
            }
            days = Self.weekly(try weekdays())
        } else if words.take("month", "months") {
            guard words.take("on") else {
                throw words.fault("say on which day, like “on the 1st” or “on the 2nd friday”")
            }
            _ = words.take("the")
            days = try placed()
        } else if words.next.map({ ScheduleDays.Weekday($0.lower) != nil }) ?? false {
            days = Self.weekly(try weekdays())
        } else {
            throw words.fault("say a day of the week, “day”, “week” or “month”")
        }
        (days.interval, days.column) = (count, word.column)
        return days
    }

    /// Reads `2nd friday of month` and its like.
    private mutating func ofMonth(isEach: Bool) throws(ScheduleFault) -> ScheduleDays {
        let first = words.next
        var days = try placed()
        guard words.take("of") else {
            let friday = days.weekdays.first.map(\.name) ?? "friday"
            throw ScheduleFault(
                column: first?.column ?? 1,
                message: "“\(first?.text ?? "")” of what? Write “\(first?.text ?? "") \(friday) of month”"
                    + (isEach ? ", or “every other \(friday) from DATE” for a fortnight" : ""))
        }
        _ = words.take("the", "every", "each")
        if words.take("month", "months") { return days }
        let months = try words.list("“month” or the name of one") { word in
            ScheduleDays.months.firstIndex {
                $0 == word.lower || word.lower.count == 3 && $0.hasPrefix(word.lower)
            }
        }
        days.rule += ";BYMONTH=\(months.map { "\($0 + 1)" }.joined(separator: ","))"
        return days
    }

    /// Reads a place in a month: `2nd and 4th friday`, `last weekday`, `1st and 15th`, `last day`.
    private mutating func placed() throws(ScheduleFault) -> ScheduleDays {
        let column = words.next?.column ?? 1
        let places = try words.list("a place like “2nd” or “last”") { word in ScheduleDays.ordinal(word.lower)
        }
        let text = places.map(String.init).joined(separator: ",")
        if words.take("weekday") {
            try Self.check(places, in: 1...23, column)
            return ScheduleDays(rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=\(text)")
        }
        if let day = words.next.flatMap({ ScheduleDays.Weekday($0.lower) }) {
            _ = words.take()
            try Self.check(places, in: 1...5, column)
            let days = places.map { "\($0)\(day.rawValue)" }.joined(separator: ",")
            return ScheduleDays(rule: "FREQ=MONTHLY;BYDAY=\(days)", weekdays: [day])
        }
        _ = words.take("day")
        try Self.check(places, in: 1...31, column)
        return ScheduleDays(rule: "FREQ=MONTHLY;BYMONTHDAY=\(text)")
    }

    private static func check(
        _ places: [Int], in range: ClosedRange<Int>, _ column: Int
    ) throws(ScheduleFault) {
        guard places.allSatisfy({ $0 == -1 || range.contains($0) }) else {
            throw ScheduleFault(
                column: column,
                message: "a month has no such day: say a place from 1 to \(range.upperBound), or “last”")
        }
    }
}
