/// Writes CSV records (RFC 4180) with LF line ends.
public enum CSVWriter {
    /// One record; a field is quoted when it has to be.
    public static func line(_ fields: [String]) -> String {
        var bytes: [UInt8] = []
        append(fields, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same, behind what is there.
    public static func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field, to: &bytes)
        }
        bytes.append(0x0A)
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

    /// Whatever parts fields in some file is quoted, so that nobody takes it for this file's delimiter.
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
