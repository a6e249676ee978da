// SPDX-License-Identifier: Apache-2.0

extension String {
    /// One line without white space at its ends; nil when nothing is left.
    var presentLine: String? {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line
    }

    /// One line without the signs that only say where a word may be parted; nil when nothing is left.
    var titleLine: String? { replacing("\u{AD}", with: "").presentLine }
}
