// SPDX-License-Identifier: Apache-2.0

/// Breaks a paragraph into lines: softly at spaces, hard between characters of scripts that are written without spaces
/// (Unicode Standard Annex 14, simplified). A word longer than a line stands alone.
struct LineBreaker {
    /// Columns of a line.
    let width: Int

    /// Characters that may not start a line.
    private static let closing: Set<Character> = [
        "、", "。", "，", "．", "：", "；", "！", "？", "）", "」", "』", "】", "〉", "》", "ー", "々", "…", "”", "’", "·",
    ]
    /// Characters that may not end one.
    private static let opening: Set<Character> = ["（", "「", "『", "【", "〈", "《", "“", "‘"]

    /// The lines, each but the last ended by `FlowedText.soft` where a space stood.
    func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var column = 0
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
            var isFirst = true
            for part in Self.parts(of: word) {
                let wide = DisplayWidth.of(part)
                let gap = isFirst && column > 0 ? 1 : 0
                if column > 0, column + gap + wide > width {
                    if gap == 1 { line.unicodeScalars.append(FlowedText.soft) }
                    lines.append(line)
                    (line, column) = ("", 0)
                } else if gap == 1 {
                    line += " "
                    column += 1
                }
                line += part
                column += wide
                isFirst = false
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// A word, cut wherever a line may be broken inside it.
    private static func parts(of word: Substring) -> [Substring] {
        guard word.utf8.contains(where: { $0 >= 0xE1 }) else { return [word] }
        var parts: [Substring] = []
        var start = word.startIndex
        var previous: Character?
        for index in word.indices {
            let character = word[index]
            if let previous, isIdeograph(previous) || isIdeograph(character), !closing.contains(character),
                !opening.contains(previous)
            {
                parts.append(word[start..<index])
                start = index
            }
            previous = character
        }
        return parts + [word[start...]]
    }

    /// Whether a line may be broken beside a character: ideographs, kana and full-width signs, but neither emoji nor Korean,
    /// which is written with spaces.
    private static func isIdeograph(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return (0x2E80...0x9FFF).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
            || (0xFF00...0xFFEF).contains(scalar.value) || (0x20000...0x3FFFD).contains(scalar.value)
    }
}
