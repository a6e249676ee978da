// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar, also before it was introduced.
public struct CalendarDay: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// As people write it: 2026.
    public let year: Int
    /// January is 1.
    public let month: Int
    /// From 1.
    public let day: Int

    /// Nil when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...Self.length(of: month, in: year)).contains(day) else {
            return nil
        }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The day so many after 1 January 1970.
    public init(daysSince1970 number: Int) {
        // Eras of 400 years begin with March, so that the leap day is the last of a year.
        let shifted = number + 719_468
        let era = Self.floor(shifted, by: 146_097)
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let ofMarch = (5 * ofYear + 2) / 153
        month = ofMarch < 10 ? ofMarch + 3 : ofMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = ofYear - (153 * ofMarch + 2) / 5 + 1
    }

    /// Reads `2026-01-01`, from 1900 on.
    public init?(_ description: String) { self.init(description, years: 1900...9999) }

    /// Reads `2026-01-01`: four digits, two, and two.
    /// - Parameter years: those that are meant; in any other it is a slip.
    public init?(_ text: some StringProtocol, years: ClosedRange<Int>) {
        var bytes = text.utf8.makeIterator()
        func number(_ width: Int) -> Int? {
            var number = 0
            for _ in 0..<width {
                guard let byte = bytes.next(), (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            return number
        }
        func hyphen() -> Bool { bytes.next() == UInt8(ascii: "-") }
        guard let year = number(4), hyphen(), let month = number(2), hyphen(), let day = number(2),
            bytes.next() == nil, years.contains(year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// As `2026-01-01`.
    public var description: String {
        let digits = "\(year)"
        let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        return "\(zeros)\(digits)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// Negative before 1970.
    public var daysSince1970: Int { Self.daysSince1970(year, month, day) }

    /// The number of a day, also of a month that another year has: days since 1 January 1970.
    public static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = floor(shifted, by: 400)
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// Whether a year has a 29 February.
    public static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Which is earlier.
    public static func < (one: CalendarDay, other: CalendarDay) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }

    private static func length(of month: Int, in year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func floor(_ number: Int, by divisor: Int) -> Int {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }
}

extension CalendarDay: Codable {
    /// Reads its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = CalendarDay(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no day")
        }
        self = day
    }

    /// Its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
