// SPDX-License-Identifier: Apache-2.0

/// A recurrence rule as somebody wrote it, part by part checked so that an error can say where it is.
struct RuleText {
    /// Without `RRULE:`, in capitals.
    let text: String
    /// Whether it says the hours of the day itself.
    let hasTimes: Bool
    /// Whether it has to be counted from a first day, or takes its day from there.
    let needsStart: Bool
    /// The days by which that may be moved.
    let stride: Int?
    /// The days of which the first has to be one; empty for any.
    let weekdays: [ScheduleDays.Weekday]

    /// The parts of RFC 5545 §3.3.10 that say on which days, and at which minutes of them; but for BYWEEKNO, of which libical 3.0
    /// makes days that are not meant.
    private static let names = [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
        "BYMONTH", "BYSETPOS", "WKST",
    ]
    private static let frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

    init(_ word: ScheduleWords.Word) throws(ScheduleFault) {
        let text = word.text.uppercased().dropFirst("RRULE:".count)
        var parts: [String: String] = [:]
        var column = word.column + "RRULE:".count
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let fields = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func fault(_ message: String) -> ScheduleFault { ScheduleFault(column: column, message: message) }
            guard fields.count == 2, !fields[1].isEmpty else {
                throw fault("“\(part)” is no part like FREQ=DAILY")
            }
            let name = String(fields[0])
            guard Self.names.contains(name) else {
                throw fault(
                    "a rule for newsletters has no \(name): it may have \(Self.names.joined(separator: ", "))"
                )
            }
            guard parts.updateValue(String(fields[1]), forKey: name) == nil else {
                throw fault("\(name) stands twice")
            }
            if name == "FREQ", !Self.frequencies.contains(String(fields[1])) {
                throw fault(
                    "FREQ is \(Self.frequencies.joined(separator: ", ")): for several times a day say “at 06:00 and 18:00”"
                )
            }
            if ["COUNT", "INTERVAL"].contains(name), Int(fields[1]).map({ (1...9999).contains($0) }) != true {
                throw fault("\(name) is a number from 1 to 9999")
            }
            column += part.count + 1
        }
        guard let frequency = parts["FREQ"] else {
            throw ScheduleFault(column: word.column, message: "the rule has no FREQ")
        }
        guard parts["BYHOUR"] != nil || parts["BYMINUTE"] == nil else {
            throw ScheduleFault(column: word.column, message: "BYMINUTE needs BYHOUR")
        }
        let interval = Int(parts["INTERVAL"] ?? "1") ?? 1
        self.text = String(text)
        // libical 3.0 loses count of weeks that begin on other days than Mondays.
        guard
            frequency != "WEEKLY" || interval == 1 || (parts["WKST"] ?? "MO") == "MO"
                || parts["BYDAY"]?.contains(",") != true
        else {
            throw ScheduleFault(
                column: word.column,
                message:
                    "several days in some of the weeks are counted in weeks that begin on Mondays: leave WKST out"
            )
        }
        weekdays =
            frequency == "WEEKLY" && interval > 1
            ? (parts["BYDAY"] ?? "").split(separator: ",").compactMap {
                ScheduleDays.Weekday(rawValue: String($0))
            } : []
        stride = Self.stride(parts, frequency, interval)
        hasTimes = parts["BYHOUR"] != nil
        needsStart =
            interval > 1 || parts["COUNT"] != nil
            || !Self.hasDays(parts, frequency)
    }

    /// The days by which the first day may be moved without another result: see `RecurrenceRule`.
    private static func stride(_ parts: [String: String], _ frequency: String, _ interval: Int) -> Int? {
        if parts["COUNT"] != nil || !hasDays(parts, frequency) { return nil }
        return switch frequency {
        case "DAILY": interval
        case "WEEKLY": 7 * interval
        default: interval > 1 ? nil : 1
        }
    }

    /// Whether the rule says its days, and takes none from its first one.
    private static func hasDays(_ parts: [String: String], _ frequency: String) -> Bool {
        let days = ["BYDAY", "BYMONTHDAY", "BYYEARDAY"]
        return switch frequency {
        case "DAILY": true
        case "YEARLY":
            days.contains { parts[$0] != nil } && (parts["BYMONTHDAY"] == nil || parts["BYMONTH"] != nil)
        default: days.contains { parts[$0] != nil }
        }
    }
}
