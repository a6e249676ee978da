// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// A value of JSON (RFC 8259), as webhooks carry it.
///
/// Foundation parses it. What could make that slow or deep is refused before by one look at the bytes, which
/// also finds where one text ends and the next begins.
enum ProviderJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([ProviderJSON])
    case object([String: ProviderJSON])

    /// Bytes of a body at the most: ten thousand events of some 1.6 KB.
    static let mostBytes = 16 << 20
    /// Values at the most: ten thousand events of fifty.
    static let mostValues = 500_000
    /// Objects and lists inside one another at the most; providers have six.
    static let deepest = 32

    /// Bytes of a body that has one event, which is looked at before it is known whose it is.
    static let mostBytesOfOne = 1 << 20

    /// The texts that stand in bytes behind one another, each an object or a list.
    static func texts(in bytes: [UInt8], most: Int = mostBytes) throws(ProviderFault) -> [ProviderJSON] {
        guard bytes.count <= most else { throw .tooLarge(limit: most) }
        // A NUL would be taken for a sign of UTF-16.
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        let ranges = try ranges(in: bytes)
        guard !ranges.isEmpty else { throw .empty }
        guard ranges.count <= ProviderEvent.most else { throw .tooMany(limit: ProviderEvent.most) }
        var values: [ProviderJSON] = []
        for (index, range) in ranges.enumerated() {
            guard let value = try? JSONSerialization.jsonObject(with: Data(bytes[range])) else {
                throw .notJSON(text: index + 1)
            }
            values.append(ProviderJSON(value))
        }
        return values
    }

    /// Where each text stands. Brackets in strings do not count.
    private static func ranges(in bytes: [UInt8]) throws(ProviderFault) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (depth, start, values) = (0, 0, 0)
        var (isString, isEscaped) = (false, false)
        for (index, byte) in bytes.enumerated() {
            if isString {
                isString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == 0 { start = index }
                (depth, values) = (depth + 1, values + 1)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { ranges.append(start..<index + 1) }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case UInt8(ascii: ",") where depth > 0: values += 1
            default:
                isString = byte == UInt8(ascii: "\"")
                if depth == 0 { depth = -1 }
            }
            guard depth >= 0 else { throw .notJSON(text: ranges.count + 1) }
            guard depth <= deepest, values <= mostValues else {
                throw .tooComplex(values: mostValues, depth: deepest)
            }
        }
        guard depth == 0 else { throw .notJSON(text: ranges.count + 1) }
        return ranges
    }
}

extension ProviderJSON {
    /// A value of Foundation's; what is none of JSON's is null.
    private init(_ value: Any) {
        switch value {
        case let text as String: self = .text(text)
        case let fields as [String: Any]: self = .object(fields.mapValues(ProviderJSON.init))
        case let items as [Any]: self = .list(items.map(ProviderJSON.init))
        case let number as NSNumber: self = Self.number(number)
        default: self = .null
        }
    }

    private static func number(_ number: NSNumber) -> ProviderJSON {
        switch UInt8(bitPattern: number.objCType.pointee) {
        // What Foundation calls a char is true or false.
        case UInt8(ascii: "c"), UInt8(ascii: "B"): .bool(number.boolValue)
        case UInt8(ascii: "d"), UInt8(ascii: "f"): .number(number.doubleValue)
        default: Int64(exactly: number).map(ProviderJSON.whole) ?? .number(number.doubleValue)
        }
    }
}

extension ProviderJSON {
    subscript(name: String) -> ProviderJSON? {
        guard case .object(let fields) = self else { return nil }
        return fields[name]
    }

    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    var list: [ProviderJSON]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    /// A text, or a whole number as one.
    var text: String? {
        switch self {
        case .text(let text): text
        case .whole(let number): String(number)
        default: nil
        }
    }

    /// The texts of a list, or the one text.
    var texts: [String] { list?.compactMap(\.text) ?? text.map { [$0] } ?? [] }

    var isTrue: Bool { self == .bool(true) }

    /// A whole number, or a text of one.
    var whole: Int? { text.flatMap { Int($0) } }

    /// What stands in fields that are called `daybreak-ref`, however that is spelt.
    var references: [String] {
        guard case .object(let fields) = self else { return [] }
        return fields.keys.sorted().filter(Self.isReference).flatMap { fields[$0]?.texts ?? [] }
    }

    /// Whether a field or header is called so: `daybreak-ref`, `daybreak_ref`, `X-Daybreak-Ref`.
    static func isReference(_ name: String) -> Bool {
        ["daybreak-ref", "x-daybreak-ref"].contains(
            String(name.lowercased().map { $0 == "_" ? "-" : $0 }))
    }
}

extension ProviderJSON {
    /// A moment, in milliseconds since 1970: seconds as a number or a text, or a date and time (RFC 3339).
    var moment: Int64? {
        switch self {
        case .whole(let seconds): Self.milliseconds(Double(seconds))
        case .number(let seconds): Self.milliseconds(seconds)
        case .text(let text): Double(text).flatMap(Self.milliseconds) ?? Self.moment(text)
        default: nil
        }
    }

    /// Of seconds since 1970, until the year 9999.
    private static func milliseconds(_ seconds: Double) -> Int64? {
        (1..<253_402_300_800).contains(seconds) ? Int64((seconds * 1000).rounded()) : nil
    }

    /// Reads `2026-11-29T06:00:00.123Z`, with any number of decimals and any offset.
    static func moment(_ text: String) -> Int64? {
        let bytes = Array(text.utf8.prefix(41))
        guard (20...40).contains(bytes.count),
            let day = CalendarDay(String(decoding: bytes[..<10], as: UTF8.self), years: 1970...9999),
            "Tt ".utf8.contains(bytes[10]), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = number(bytes[11..<13]), hour < 24, let minute = number(bytes[14..<16]), minute < 60,
            let second = number(bytes[17..<19]), second <= 60
        else { return nil }
        var zone = bytes[19...]
        var decimals = ArraySlice<UInt8>()
        if zone.first == UInt8(ascii: ".") {
            decimals = zone.dropFirst().prefix { (0x30...0x39).contains($0) }
            zone = zone.dropFirst(1 + decimals.count)
        }
        guard let offset = offset(zone) else { return nil }
        let seconds = day.daysSince1970 * 86_400 + (hour * 60 + minute - offset) * 60 + second
        let fraction = Double("0.\(String(decoding: decimals, as: UTF8.self))0") ?? 0
        return milliseconds(Double(seconds) + fraction)
    }

    /// Minutes ahead of UTC: `Z`, `+01:00`, `-0530`.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        if zone.elementsEqual("Z".utf8) || zone.elementsEqual("z".utf8) { return 0 }
        let digits = zone.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard let sign = zone.first, "+-".utf8.contains(sign), digits.count == 4,
            let hours = number(digits[..<2]), let minutes = number(digits[2...])
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// Digits and nothing else.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy { (0x30...0x39).contains($0) } ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }
}
