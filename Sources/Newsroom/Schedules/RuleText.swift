// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// A recurrence rule as somebody wrote it, part by part checked so that an error can say where it is.
struct RuleText {
    /// A part like `FREQ=DAILY`, in capitals.
    private struct Part {
        let name: String
        let value: String
        let column: Int

        func fault(_ message: String) -> ScheduleFault { ScheduleFault(column: column, message: message) }
    }

    private var parts: [Part]
    private let frequency: String

    /// The parts of RFC 5545 §3.3.10 that say on which days, and at which minutes of them; but for BYWEEKNO, of which libical 3.0
    /// makes days that are not meant.
    private static let names = [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
        "BYMONTH", "BYSETPOS", "WKST",
    ]
    private static let frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

    init(_ word: ScheduleWords.Word) throws(ScheduleFault) {
        parts = try Self.parts(of: word)
        guard let frequency = parts.first(where: { $0.name == "FREQ" }) else {
            throw ScheduleFault(column: word.column, message: "the rule has no FREQ")
        }
        self.frequency = frequency.value
        try checkParts()
    }

    private static func parts(of word: ScheduleWords.Word) throws(ScheduleFault) -> [Part] {
        var parts: [Part] = []
        var column = word.column + "RRULE:".count
        let text = word.text.uppercased().dropFirst("RRULE:".count)
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let fields = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count == 2, !fields[1].isEmpty else {
                throw ScheduleFault(
                    column: column, message: "“\(part.prefix(40))” is no part like FREQ=DAILY")
            }
            parts.append(Part(name: String(fields[0]), value: String(fields[1]), column: column))
            column += part.count + 1
        }
        return parts
    }

    private func value(_ name: String) -> String? { parts.first { $0.name == name }?.value }

    // MARK: What may stand together

    private func checkParts() throws(ScheduleFault) {
        for (index, part) in parts.enumerated() {
            guard Self.names.contains(part.name) else {
                throw part.fault(
                    "a rule for newsletters has no \(part.name.prefix(40)): it may have \(Self.names.joined(separator: ", "))"
                )
            }
            guard !parts[..<index].contains(where: { $0.name == part.name }) else {
                throw part.fault("\(part.name) stands twice")
            }
            if let message = objection(to: part) { throw part.fault(message) }
        }
    }

    /// Why a part may not stand so: what RFC 5545 §3.3.10 forbids, libical takes, and makes something else of.
    private func objection(to part: Part) -> String? {
        switch part.name {
        case "FREQ" where !Self.frequencies.contains(part.value):
            "FREQ is \(Self.frequencies.joined(separator: ", ")): for several times a day say “at 06:00 and 18:00”"
        case "COUNT" where !Self.isCount(part.value), "INTERVAL" where !Self.isCount(part.value):
            "\(part.name) is a number from 1 to 9999"
        case "COUNT" where value("UNTIL") != nil: "COUNT and UNTIL both say the end: leave one out"
        case "BYDAY" where !isByMonth && part.value.contains(where: \.isNumber):
            "a place in the month like 2FR needs FREQ=MONTHLY or YEARLY"
        case "BYMONTHDAY" where frequency == "WEEKLY": "BYMONTHDAY does not go with FREQ=WEEKLY"
        case "BYYEARDAY" where frequency != "YEARLY": "BYYEARDAY needs FREQ=YEARLY"
        case "BYMINUTE" where value("BYHOUR") == nil: "BYMINUTE needs BYHOUR"
        case "BYSETPOS" where days == nil: "BYSETPOS needs days to choose from, such as BYDAY"
        case "WKST" where countsWeeks && part.value != "MO" && value("BYDAY")?.contains(",") == true:
            // libical 3.0 loses count of weeks that begin on other days than Mondays.
            "several days in some of the weeks are counted in weeks that begin on Mondays: leave WKST out"
        default: nil
        }
    }

    private static func isCount(_ text: String) -> Bool { Int(text).map { (1...9999).contains($0) } == true }

    private var isByMonth: Bool { ["MONTHLY", "YEARLY"].contains(frequency) }

    /// The part that says its days; nil when it takes them from its first one.
    private var days: String? { value("BYDAY") ?? value("BYMONTHDAY") ?? value("BYYEARDAY") }

    private var interval: Int { value("INTERVAL").flatMap { Int($0) } ?? 1 }

    /// Whether it holds in some weeks and not in others.
    private var countsWeeks: Bool { frequency == "WEEKLY" && interval > 1 }

    // MARK: What it means

    /// Whether it says the hours of the day itself.
    var hasTimes: Bool { value("BYHOUR") != nil }

    /// Whether it says its end itself.
    var hasEnd: Bool { value("UNTIL") != nil }

    /// Whether it has to be counted from a first day, or takes its day from there.
    var needsStart: Bool { interval > 1 || value("COUNT") != nil || !hasDays }

    /// The days of which the first has to be one; empty for any.
    var weekdays: [ScheduleDays.Weekday] {
        guard countsWeeks else { return [] }
        return (value("BYDAY") ?? "").split(separator: ",").compactMap {
            ScheduleDays.Weekday(rawValue: String($0))
        }
    }

    /// The days by which the first day may be moved without another result: see `RecurrenceRule`.
    var stride: Int? {
        if value("COUNT") != nil || !hasDays { return nil }
        return switch frequency {
        case "DAILY": interval
        case "WEEKLY": 7 * interval
        default: interval > 1 ? nil : 1
        }
    }

    /// Whether the rule says its days, and takes none from its first one.
    private var hasDays: Bool {
        switch frequency {
        case "DAILY": true
        case "YEARLY": days != nil && (value("BYMONTHDAY") == nil || value("BYMONTH") != nil)
        default: days != nil
        }
    }

    /// The rule without `RRULE:`. An end in UTC, as RFC 5545 has it for times of a zone, is what the clocks of that zone show then.
    func text(in zone: NamedZone) throws(ScheduleFault) -> String {
        var texts: [String] = []
        for part in parts {
            let value = part.name == "UNTIL" ? try Self.end(part, in: zone) : part.value
            texts.append("\(part.name)=\(value)")
        }
        return texts.joined(separator: ";")
    }

    private static func end(_ part: Part, in zone: NamedZone) throws(ScheduleFault) -> String {
        guard part.value.hasSuffix("Z") else { return part.value }
        let digits = part.value.filter { ("0"..."9").contains($0) }
        let numbers = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { range in
            Int(String(Array(digits).dropFirst(range.lowerBound).prefix(range.count)))
        }
        guard digits.count == 14, part.value.count == 16, case let fields = numbers.compactMap(\.self),
            let day = CalendarDay(year: fields[0], month: fields[1], day: fields[2])
        else { throw part.fault("UNTIL is a day like 20261231, or an instant like 20261231T050000Z") }
        let instant = CivilTime(day, hour: fields[3], minute: fields[4], second: fields[5]).seconds
        let local = zone.time(at: instant * 1000)
        return "\(local.day)T\(local.clockText)".filter { $0 != "-" && $0 != ":" }
    }
}
