/// A date and a time of day as a calendar and a clock on a wall show them, in no zone (the Gregorian
/// calendar, also before it was introduced).
struct CivilTime: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// What UTC shows.
    /// - Parameter seconds: since 1970.
    init(seconds: Int64) {
        let day = Self.floor(seconds, by: 86_400)
        let second = Int(seconds - day * 86_400)
        (year, month, self.day) = Self.date(day: Int(day))
        (hour, minute, self.second) = (second / 3600, second / 60 % 60, second % 60)
    }

    /// Since 1970, were this UTC.
    var seconds: Int64 {
        Int64(Self.dayNumber(year, month, day)) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// Whether there is such a day and such a time of day.
    var exists: Bool { CivilTime(seconds: seconds) == self }

    /// `2026-11-24`
    var dayText: String { "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))" }

    /// `06:00:00`
    var clockText: String { "\(Self.digits(hour, 2)):\(Self.digits(minute, 2)):\(Self.digits(second, 2))" }

    /// A number with zeros before it.
    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    static func floor(_ number: Int64, by divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Days since 1970. A year is counted from March, so that the leap day is its last.
    static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = Int64(month > 2 ? year : year - 1)
        let era = floor(shifted, by: 400)
        let ofEra = Int(shifted - era * 400)
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int(era) * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func date(day number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = Int(floor(Int64(shifted), by: 146_097))
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            era * 400 + year + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }
}
