// SPDX-License-Identifier: Apache-2.0

/// Attributes as the store keeps them: a flat JSON object (RFC 8259), its keys in the order of their bytes, its values
/// texts, numbers, truths and lists of texts.
///
/// Read and written by hand because an export passes a million of them and a general reader is ten times slower.
public enum AttributeJSON {
    /// The object, without white space, empty values left out, as SQLite's `json()` would write it. Of members with the
    /// same name the last is kept.
    public static func text(_ members: [(name: String, value: AttributeValue)]) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        // Sorting keeps the order of equals.
        let sorted = members.filter { !$0.value.isEmpty }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (index, (name, value)) in sorted.enumerated() {
            if index + 1 < sorted.count, sorted[index + 1].name.utf8.elementsEqual(name.utf8) { continue }
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            appendQuoted(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    static func text(_ items: [String]) -> String {
        var bytes: [UInt8] = []
        append(.list(items), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ value: AttributeValue, to bytes: inout [UInt8]) {
        switch value {
        case .text(let text): appendQuoted(text, to: &bytes)
        case .number(let number): bytes += AttributeValue.text(number).utf8
        case .boolean(let truth): bytes += (truth ? "true" : "false").utf8
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                appendQuoted(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The members in their order; nil when the text is no such object. Members that hold objects are left out, null as
    /// well; items of a list that are no texts become texts.
    public static func members(_ text: String) -> [(name: String, value: AttributeValue)]? {
        if text == "{}" { return [] }
        var copy = text
        return copy.withUTF8 { bytes in
            var reader = JSONScanner(bytes)
            return reader.members()
        }
    }

    static func items(_ text: String) -> [String]? {
        var copy = text
        return copy.withUTF8 { bytes in
            var reader = JSONScanner(bytes)
            guard case .list(let items)?? = reader.value(depth: 0), reader.isAtEnd else { return nil }
            return items
        }
    }
}

/// Reads JSON from bytes, as much of it as attributes need.
private struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    private static let deepest = 16

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool {
        mutating get {
            skipWhite()
            return position == bytes.count
        }
    }

    mutating func members() -> [(name: String, value: AttributeValue)]? {
        guard take("{") else { return nil }
        var members: [(name: String, value: AttributeValue)] = []
        if take("}") { return isAtEnd ? members : nil }
        repeat {
            guard let name = string(), take(":"), let value = value(depth: 0) else { return nil }
            if let value { members.append((name, value)) }
        } while take(",")
        return take("}") && isAtEnd ? members : nil
    }

    /// The next value: nil for a fault, `.some(nil)` for one that attributes do not hold.
    mutating func value(depth: Int) -> AttributeValue?? {
        skipWhite()
        guard position < bytes.count, depth < Self.deepest else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map(AttributeValue.text)
        case UInt8(ascii: "["): return list(depth: depth).map(AttributeValue.list)
        case UInt8(ascii: "{"): return skipObject(depth: depth) ? .some(nil) : nil
        default: return word()
        }
    }

    private mutating func word() -> AttributeValue?? {
        let start = position
        while position < bytes.count, !",]} \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        switch String(decoding: bytes[start..<position], as: UTF8.self) {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "null": return .some(nil)
        case let text: return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        }
    }

    private mutating func list(depth: Int) -> [String]? {
        guard take("[") else { return nil }
        var items: [String] = []
        if take("]") { return items }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            if let value { items.append(value.text) }
        } while take(",")
        return take("]") ? items : nil
    }

    private mutating func skipObject(depth: Int) -> Bool {
        guard take("{") else { return false }
        if take("}") { return true }
        repeat {
            guard string() != nil, take(":"), value(depth: depth + 1) != nil else { return false }
        } while take(",")
        return take("}")
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
            bytes[position] != UInt8(ascii: "\\")
        {
            position += 1
        }
        guard position < bytes.count else { return nil }
        if bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
        }
        return escapedString(Array(bytes[start..<position]))
    }

    private mutating func escapedString(_ start: [UInt8]) -> String? {
        var text = start
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard appendEscape(to: &text) else { return nil }
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func appendEscape(to text: inout [UInt8]) -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"): return appendUnicode(to: &text)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        default: return false
        }
        return true
    }

    private mutating func appendUnicode(to text: inout [UInt8]) -> Bool {
        guard var unit = hexadecimal() else { return false }
        if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            guard let low = hexadecimal(), (0xDC00..<0xE000).contains(low) else { return false }
            unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(unit) else { return false }
        text += String(scalar).utf8
        return true
    }

    private mutating func hexadecimal() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        let digits = bytes[position..<(position + 4)]
        // A sign is no digit, though integers are read with one.
        guard digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-") else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipWhite()
        guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhite() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
