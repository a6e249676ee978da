// SPDX-License-Identifier: Apache-2.0

/// Writes CSV records (RFC 4180) with LF line ends.
public enum CSVWriter {
    /// One record; a field is quoted when it has to be.
    public static func line(_ fields: [String]) -> String {
        var bytes: [UInt8] = []
        append(fields, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends one record to bytes.
    public static func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field, to: &bytes)
        }
        bytes.append(0x0A)
    }

    /// A field that no spreadsheet takes for a formula: `'` is put before whatever would start one. Numbers stay as they are.
    ///
    /// A field that starts with `'` already gets one more, so that `unguarded` gives back every field as it was.
    public static func guarded(_ field: String) -> String {
        startsFormula(field) && !isNumber(field) ? "'\(field)" : field
    }

    /// A field without the `'` that `guarded` put before it.
    public static func unguarded(_ field: String) -> String {
        field.utf8.first == UInt8(ascii: "'") && startsFormula(field) ? String(field.dropFirst()) : field
    }

    private static func isNumber(_ field: String) -> Bool {
        field.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } && Double(field) != nil
    }

    /// Whether a field starts a formula, also in the wide forms that East Asian spreadsheets accept.
    private static func startsFormula(_ field: String) -> Bool {
        switch field.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func append(_ field: String, to bytes: inout [UInt8]) {
        guard mustQuote(field.utf8) else { return bytes.append(contentsOf: field.utf8) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a field has to be quoted. That goes for every sign that is a delimiter somewhere, so that none is taken for this
    /// file's.
    private static func mustQuote(_ field: String.UTF8View) -> Bool {
        if field.first == 0x20 || field.last == 0x20 { return true }
        return field.contains { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "\""), 0x09, 0x0A,
                0x0D:
                true
            default: false
            }
        }
    }
}
