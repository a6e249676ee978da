// SPDX-License-Identifier: Apache-2.0

extension String {
    /// One line without white space at its ends; nil when nothing is left.
    var presentLine: String? {
        let line = oneLine
        return line.isEmpty ? nil : line
    }

    /// The text with each run of white space made one space, and none at its ends.
    var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// One line without the signs that only say where a word may be parted; nil when nothing is left.
    var titleLine: String? { replacing("\u{AD}", with: "").presentLine }

    /// Its letters and digits in lower case: the same for the same words, however they are set.
    var comparable: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
