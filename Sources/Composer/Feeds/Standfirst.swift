// SPDX-License-Identifier: Apache-2.0

/// What may stand between a headline and its text.
enum Standfirst {
    /// nil for what was cut off by a machine or repeats the text's own start.
    static func kept(_ text: String, above body: [Block]) -> String? {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let start = line.trimming { ".… []".contains($0) }
        guard !start.isEmpty, line.count <= 500, !line.hasSuffix("…"), !line.hasSuffix("..."),
            !line.hasSuffix("[…]"),
            body.first(where: { !$0.plain.isEmpty })?.plain.hasPrefix(start) != true
        else { return nil }
        return line
    }
}
