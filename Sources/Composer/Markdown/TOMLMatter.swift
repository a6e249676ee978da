// SPDX-License-Identifier: Apache-2.0

/// Front matter in TOML (toml.io/en/v1.0.0), as Hugo's `+++` has it, as YAML of the same lines.
///
/// What front matter needs is read: keys, strings, numbers, dates, arrays, tables. Arrays of tables are left out.
enum TOMLMatter {
    /// Bytes of the longest value of several lines; each line is looked at with those before it.
    private static let longestValue = 8_000

    static func yaml(_ text: String) -> String {
        var lines: [String] = []
        var isInTable = false
        var isSkipped = false
        var open = ""
        var rest = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        while let line = rest.popFirst() {
            let entry = open + line.trimming(\.isWhitespace)
            if entry.utf8.count < longestValue, isUnfinished(entry) && !rest.isEmpty {
                // The value goes on; its lines become one, and empty lines keep the numbers of those below.
                open = entry + (isTextBlock(entry) ? "\n" : " ")
                lines.append("")
                continue
            }
            open = ""
            if entry.isEmpty || entry.hasPrefix("#") {
                lines.append("")
            } else if entry.hasPrefix("[[") {
                isSkipped = true
                lines.append("")
            } else if entry.hasPrefix("["), let close = entry.firstIndex(of: "]") {
                (isInTable, isSkipped) = (true, false)
                lines.append(
                    "\(entry[entry.index(after: entry.startIndex)..<close].trimming { "\" ".contains($0) }):")
            } else if let equals = entry.firstIndex(of: "="), !isSkipped {
                let key = entry[..<equals].trimming { $0.isWhitespace || $0 == "\"" }
                let value = self.value(entry[entry.index(after: equals)...].trimming(\.isWhitespace))
                lines.append("\(isInTable ? "  " : "")\(key): \(value)")
            } else {
                lines.append(isSkipped ? "" : entry)
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func isTextBlock(_ entry: String) -> Bool {
        entry.contains("\"\"\"") || entry.contains("'''")
    }

    /// Whether a value ends on a later line: an open array or a text between three quotation marks.
    private static func isUnfinished(_ entry: String) -> Bool {
        guard let equals = entry.firstIndex(of: "=") else { return false }
        let value = entry[entry.index(after: equals)...].trimming(\.isWhitespace)
        for quotes in ["\"\"\"", "'''"] where value.hasPrefix(quotes) {
            return value.ranges(of: quotes).count < 2
        }
        guard value.hasPrefix("[") else { return false }
        var depth = 0
        var quote: Character?
        for character in value {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
            }
        }
        return depth > 0
    }

    /// A text of several lines between YAML's quotation marks; YAML reads the other values as they are.
    private static func value(_ value: String) -> String {
        for quotes in ["\"\"\"", "'''"]
        where value.hasPrefix(quotes) && value.hasSuffix(quotes) && value.count >= 6 {
            return YAMLText.scalar(value.dropFirst(3).dropLast(3).trimming { $0 == "\n" })
        }
        return value
    }
}
