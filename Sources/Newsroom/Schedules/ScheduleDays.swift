// SPDX-License-Identifier: Apache-2.0

/// The days of a schedule, as parts of a recurrence rule.
struct ScheduleDays {
    /// `FREQ=WEEKLY;BYDAY=MO`
    var rule: String
    /// How many of its units lie between one time and the next.
    var interval = 1
    /// The weekdays of which the first day that counts has to be one; empty for any day.
    var weekdays: [Weekday] = []
    /// The days by which the first day may be moved without another result: see `RecurrenceRule`.
    var stride: Int? {
        guard interval > 1 else { return 1 }
        return rule.hasPrefix("FREQ=DAILY") ? interval : rule.hasPrefix("FREQ=WEEKLY") ? 7 * interval : nil
    }

    /// Where its interval stands in the text.
    var column = 1

    /// A day of the week, by its two letters in a rule.
    enum Weekday: String, CaseIterable {
        case monday = "MO"
        case tuesday = "TU"
        case wednesday = "WE"
        case thursday = "TH"
        case friday = "FR"
        case saturday = "SA"
        case sunday = "SU"

        /// The weekday of `friday`, `fridays` or `fri`.
        init?(_ word: String) {
            let word = word.hasSuffix("s") && word.count > 5 ? String(word.dropLast()) : word
            let known = Self.allCases.first { day in
                word == day.name || word.count == 3 && day.name.hasPrefix(word)
            }
            guard let known else { return nil }
            self = known
        }

        var name: String { "\(self)" }

        /// Of a number of days since 1970, which began with a Thursday.
        init(daysSince1970 number: Int) {
            let place = (number + 3) % 7
            self = Self.allCases[place < 0 ? place + 7 : place]
        }
    }

    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// The number of `2nd`, `second` or `last`, which is -1.
    static func ordinal(_ word: String) -> Int? {
        let names = ["first", "second", "third", "fourth", "fifth"]
        if word == "last" { return -1 }
        if let place = names.firstIndex(of: word) { return place + 1 }
        let digits = word.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits),
            ["st", "nd", "rd", "th"].contains(String(word.dropFirst(digits.count)))
        else { return nil }
        return number
    }
}
