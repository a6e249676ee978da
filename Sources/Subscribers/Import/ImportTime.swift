// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Points in time as exports of mailing services write them.
public enum ImportTime {
    /// Reads `2021-03-04`, `2021-03-04 05:06`, `2021-03-04T05:06:07.123Z`, `… +02:00`, `… +0200 CEST`, `… UTC`; without a zone UTC is meant.
    /// - Returns: milliseconds since 1970; nil for anything else.
    public static func milliseconds(_ text: String) -> Int64? {
        guard let day = CalendarDay(text.prefix(10), years: 1...9999) else { return nil }
        var scanner = Digits(text.dropFirst(10))
        guard let clock = clock(&scanner), let offset = zone(&scanner) else { return nil }
        return Int64(day.daysSince1970 * 86_400 - offset) * 1000 + clock
    }

    /// Milliseconds since midnight; 0 when there is nothing more.
    private static func clock(_ scanner: inout Digits) -> Int64? {
        guard scanner.skip("T") || scanner.skip(" ") else { return 0 }
        guard let hour = scanner.number(2), hour < 24, scanner.skip(":"), let minute = scanner.number(2),
            minute < 60
        else { return nil }
        guard scanner.skip(":") else { return Int64(hour * 3600 + minute * 60) * 1000 }
        guard let second = scanner.number(2), second <= 60 else { return nil }
        let fraction = scanner.skip(".") ? scanner.fraction() : 0
        return Int64(hour * 3600 + minute * 60 + second) * 1000 + fraction
    }

    /// Seconds east of UTC.
    private static func zone(_ scanner: inout Digits) -> Int? {
        _ = scanner.skip(" ")
        // Programs in Go write the name of the zone behind its offset.
        if scanner.isAtEnd || scanner.rest(is: "Z") || scanner.rest(is: "UTC") { return 0 }
        let sign = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : 0
        guard sign != 0, let hours = scanner.number(2), hours <= 14 else { return nil }
        let hasColon = scanner.skip(":")
        let isWhole = !hasColon && (scanner.isAtEnd || scanner.isAtSpace)
        let minutes = isWhole ? 0 : scanner.number(2)
        guard let minutes, minutes < 60 else { return nil }
        return scanner.isAtEnd || scanner.skip(" ") ? sign * (hours * 3600 + minutes * 60) : nil
    }
}

/// Reads numbers of a fixed width.
private struct Digits {
    private var bytes: Substring.UTF8View

    init(_ text: Substring) { bytes = text.utf8 }

    var isAtEnd: Bool { bytes.isEmpty }

    var isAtSpace: Bool { bytes.first == UInt8(ascii: " ") }

    func rest(is text: String) -> Bool { bytes.elementsEqual(text.utf8) }

    mutating func number(_ width: Int) -> Int? {
        let digits = bytes.prefix(width)
        guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        bytes.removeFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Thousandths, from any number of digits.
    mutating func fraction() -> Int64 {
        var thousandths: Int64 = 0
        var weight: Int64 = 100
        while let byte = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            thousandths += Int64(byte - UInt8(ascii: "0")) * weight
            weight /= 10
            bytes.removeFirst()
        }
        return thousandths
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: mark) else { return false }
        bytes.removeFirst()
        return true
    }
}
