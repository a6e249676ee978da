// SPDX-License-Identifier: Apache-2.0
import CICal
import MailFormat

/// Reads the text of a schedule.
///
///     2026-12-24 at 18:00 in Europe/Kyiv
///     weekdays at 06:00 and 18:00 in Europe/Kyiv from 2026-12-01 until 2027-06-30 except 2026-12-25, 2027-01-01 to 2027-01-07
///     every other friday at 06:00 from 2026-12-04
///     2nd friday of month at 06:00
///     RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=-1FR at 06:00
struct ScheduleParser {
    var words: ScheduleWords
    private let zone: NamedZone
    private var times: [CivilTime] = []
    private var ownZone: NamedZone?
    private var from: CalendarDay?
    private var until: CalendarDay?
    private var exceptions: [ClosedRange<CalendarDay>] = []
    private var known: Set<String> = []

    /// - Parameter zone: whose clocks are meant where the text does not say.
    init(_ text: String, in zone: NamedZone) {
        words = ScheduleWords(text)
        self.zone = zone
    }

    /// A time of day and no day.
    private static let noDay = CalendarDay(daysSince1970: 0)

    /// The bytes of the longest text.
    private static let longest = 2000

    mutating func schedule(_ text: String) throws(ScheduleFault) -> Schedule {
        guard text.utf8.count <= Self.longest else {
            throw ScheduleFault(column: 1, message: "it is too long: \(Self.longest) bytes are the most")
        }
        guard let first = words.next else {
            throw words.fault("it is empty: write one like “weekdays at 06:00”")
        }
        if let day = CalendarDay(first.text) {
            _ = words.take()
            try clauses(isOnce: true)
            return Schedule(
                text: text, zone: ownZone ?? zone,
                times: .once(CivilTime(day, hour: times[0].hour, minute: times[0].minute)), exceptions: [])
        }
        if first.lower.hasPrefix("rrule:") {
            _ = words.take()
            let rule = try RuleText(first)
            try clauses(hasTimes: rule.hasTimes)
            return try finished(text, try rules(of: rule, at: first.column), first.column)
        }
        let days = try days()
        try clauses()
        return try finished(text, try rules(of: days), first.column)
    }

    /// Reads what follows the days, in any order.
    /// - Parameter hasTimes: whether the times of day are said already.
    private mutating func clauses(isOnce: Bool = false, hasTimes: Bool = false) throws(ScheduleFault) {
        if isOnce, words.next.map({ Self.time($0) != nil }) ?? false {
            known.insert("at")
            times = [try words.value("a time like 06:00") { word in Self.time(word) }]
        }
        while let word = words.next {
            let name = word.lower
            guard ["at", "in"].contains(name) || !isOnce && ["from", "until", "except"].contains(name) else {
                throw words.fault(
                    "“\(word.text)” is not understood here: “at”, “in”\(isOnce ? "" : ", “from”, “until” or “except”") may follow"
                )
            }
            guard known.insert(name).inserted else { throw words.fault("“\(name)” stands twice") }
            _ = words.take()
            try clause(name, isOnce: isOnce, hasTimes: hasTimes, word.column)
        }
        if times.isEmpty, !hasTimes { throw words.fault("the time is missing: add “at 06:00”") }
        if let from, let until, until < from { throw words.fault("it ends on \(until), before it begins") }
    }

    private mutating func clause(
        _ name: String, isOnce: Bool, hasTimes: Bool, _ column: Int
    ) throws(ScheduleFault) {
        switch name {
        case "at":
            guard !hasTimes else {
                throw ScheduleFault(column: column, message: "the rule says its hours itself: leave out “at”")
            }
            let time = "a time like 06:00"
            times =
                isOnce
                ? [try words.value(time) { word in Self.time(word) }]
                : Array(Set(try words.list(time) { word in Self.time(word) })).sorted()
        case "in":
            ownZone = try words.value("a time zone") { word throws(ScheduleFault) in try Self.zone(word) }
        case "from": from = try words.value(Self.day) { word in CalendarDay(word.text) }
        case "until": until = try words.value(Self.day) { word in CalendarDay(word.text) }
        default:
            repeat { exceptions.append(try exception()) } while words.takeSeparator()
        }
    }

    private static let day = "a day like 2026-12-25"

    /// A day, or the days from one to another.
    private mutating func exception() throws(ScheduleFault) -> ClosedRange<CalendarDay> {
        let first = try words.value(Self.day) { word in CalendarDay(word.text) }
        guard words.take("to") else { return first...first }
        let column = words.next?.column ?? 1
        let last = try words.value(Self.day) { word in CalendarDay(word.text) }
        guard first <= last else {
            throw ScheduleFault(column: column, message: "\(last) is before \(first)")
        }
        return first...last
    }

    private static func zone(_ word: ScheduleWords.Word) throws(ScheduleFault) -> NamedZone? {
        do { return try NamedZone.ofPlace(word.text) } catch {
            throw ScheduleFault(column: word.column, message: error.description)
        }
    }

    /// `06:00`, `6:00`
    private static func time(_ word: ScheduleWords.Word) -> CivilTime? {
        let parts = word.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, (1...2).contains(parts[0].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return CivilTime(noDay, hour: hour, minute: minute)
    }

    /// Rules for days that the language names.
    private func rules(of days: ScheduleDays) throws(ScheduleFault) -> [RecurrenceRule] {
        if days.interval > 1 {
            guard let from else {
                throw ScheduleFault(
                    column: days.column,
                    message: "it has to be counted from a day: add “from DATE”"
                        + (days.weekdays.first.map { ", the date of a \($0.name)" } ?? ""))
            }
            if days.rule.hasPrefix("FREQ=WEEKLY") { try check(from, isOneOf: days.weekdays, days.column) }
        }
        let text = days.rule + (days.interval > 1 ? ";INTERVAL=\(days.interval)" : "")
        return rules(text, stride: days.stride)
    }

    private func rules(of rule: RuleText, at column: Int) throws(ScheduleFault) -> [RecurrenceRule] {
        guard !rule.needsStart || from != nil else {
            throw ScheduleFault(
                column: column, message: "such a rule needs a first day to count from: add “from DATE”")
        }
        guard !rule.hasEnd || until == nil else {
            throw ScheduleFault(column: column, message: "the rule says its end itself: leave out “until”")
        }
        if let from { try check(from, isOneOf: rule.weekdays, column) }
        return rules(try rule.text(in: ownZone ?? zone), stride: rule.stride)
    }

    /// Refuses to count weeks from a day that is none of those meant: which of them comes first then depends on where a week begins, and
    /// libical does not always say so.
    private func check(
        _ day: CalendarDay, isOneOf weekdays: [ScheduleDays.Weekday], _ column: Int
    ) throws(ScheduleFault) {
        let weekday = ScheduleDays.Weekday(daysSince1970: day.daysSince1970)
        guard let first = weekdays.first, !weekdays.contains(weekday) else { return }
        throw ScheduleFault(
            column: column, message: "\(day) is a \(weekday.name): count from a \(first.name)")
    }

    /// One rule for each time of day, up to the last day.
    private func rules(_ text: String, stride: Int?) -> [RecurrenceRule] {
        let text = text + (until.map { ";UNTIL=\($0.description.filter { $0 != "-" })T235959" } ?? "")
        return (times.isEmpty ? [CivilTime(Self.noDay)] : times).map { time in
            RecurrenceRule(
                text: text, start: CivilTime(from ?? Self.noDay, hour: time.hour, minute: time.minute),
                stride: stride)
        }
    }

    private func finished(
        _ text: String, _ rules: [RecurrenceRule], _ column: Int
    ) throws(ScheduleFault) -> Schedule {
        guard cical_load() else {
            throw ScheduleFault(
                column: column, message: "this machine cannot expand it: install the package libical3")
        }
        guard rules.allSatisfy({ cical_is_rule($0.text) }) else {
            throw ScheduleFault(
                column: column, message: "“\(rules[0].text)” is no recurrence rule of RFC 5545")
        }
        let schedule = Schedule(
            text: text, zone: ownZone ?? zone, times: .rules(rules), exceptions: exceptions)
        guard !schedule.occurrences(from: .min / 4, most: 1).isEmpty else {
            throw ScheduleFault(column: column, message: "it never happens")
        }
        return schedule
    }
}

extension Schedule {
    /// Reads a schedule.
    /// - Parameter zone: whose clocks are meant where the text does not say.
    public init(_ text: String, in zone: NamedZone) throws(ScheduleFault) {
        var parser = ScheduleParser(text, in: zone)
        self = try parser.schedule(text)
    }
}
