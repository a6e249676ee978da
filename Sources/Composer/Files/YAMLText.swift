// SPDX-License-Identifier: Apache-2.0

/// Texts as YAML that reads back to the same texts.
enum YAMLText {
    /// A double-quoted scalar on one line (YAML 1.2 §7.3.1).
    static func scalar(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where isSpecial(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A literal block, so that paragraphs stay readable; a text that a block cannot hold becomes a scalar.
    static func block(_ text: String, indent: Int) -> String {
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain =
            lines.first.map { !$0.isEmpty && !$0.hasPrefix(" ") } == true && lines.last?.isEmpty == false
            && !text.unicodeScalars.contains { $0 != "\n" && isSpecial($0) }
        guard isPlain else { return scalar(text) }
        let margin = String(repeating: " ", count: indent)
        return (text.hasSuffix("\n") ? "|\n" : "|-\n")
            + lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }

    /// Whether YAML takes a scalar for a line break, a byte order mark or no character (YAML 1.2 §5.1, §5.4).
    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || (0x2028...0x2029).contains(scalar.value)
            || scalar.value == 0xFEFF || (0xFFFE...0xFFFF).contains(scalar.value)
    }
}
