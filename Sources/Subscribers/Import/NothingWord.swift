// SPDX-License-Identifier: Apache-2.0

/// Words with which databases, spreadsheets and programs write that a cell holds nothing.
enum NothingWord {
    /// Whether a text says nothing where any text may stand: only words count that hardly anybody would write.
    static func isText(_ text: String) -> Bool { texts.contains(text) }

    /// Whether a text says nothing where a name may stand. `Null`, `None` and `Na` are names that people have.
    static func isName(_ text: String) -> Bool { isText(text) || names.contains(text.lowercased()) }

    /// Whether a text says nothing where a number, a day, a boolean, a status or a tag is expected.
    static func isValue(_ text: String) -> Bool {
        let word = text.lowercased()
        return isText(text) || names.contains(word) || values.contains(word)
    }

    /// Whether a text says nothing where a time is expected: so do zero and the years that programs write for it.
    static func isTime(_ text: String) -> Bool {
        isValue(text) || times.contains(text.lowercased()) || zeros.contains { text.hasPrefix($0) }
    }

    /// Whether a text says nothing where the time of leaving or bouncing is expected: so does the first day that programs count
    /// from. Nobody left a list then, and whoever is taken for gone does not come back.
    static func isTimeOfLeaving(_ text: String) -> Bool {
        isTime(text) || epochs.contains { text.hasPrefix($0) }
    }

    private static let texts: Set<String> = [
        "NULL", "null", "\\N", "(null)", "(NULL)", "<null>", "<NULL>", "[NULL]", "#N/A", "#NULL!", "#NV",
    ]
    private static let names: Set<String> = ["-", "--", "–", "—", "n/a"]
    private static let values: Set<String> = ["na", "n.a.", "none", "nil", "null", "nan", "nat", "undefined"]
    private static let times: Set<String> = ["0", "0.0", "-1", "never", "false", "no", "invalid date"]
    private static let zeros = [
        "0000-00-00", "00-00-0000", "00/00/0000", "00.00.0000", "0001-01-01", "9999-12-31",
    ]
    private static let epochs = [
        "1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1969-12-31", "1970-01-01",
    ]
}
