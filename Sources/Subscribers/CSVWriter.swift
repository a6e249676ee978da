/// Writes CSV records (RFC 4180) with LF line ends.
public enum CSVWriter {
    /// One record; a field is quoted when it has to be.
    public static func line(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        let mustQuote = field.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
        }
        let isPadded = field.utf8.first == 0x20 || field.utf8.last == 0x20
        guard mustQuote || isPadded else { return field }
        var result = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
