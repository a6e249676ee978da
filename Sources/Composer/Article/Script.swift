// SPDX-License-Identifier: Apache-2.0

/// Raised and lowered characters where nothing but characters can be written (Unicode block Superscripts and Subscripts).
enum Script {
    private static let raised: [Character: Character] = [
        "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
        "+": "⁺", "-": "⁻", "−": "⁻", "–": "⁻", "=": "⁼", "(": "⁽", ")": "⁾", "n": "ⁿ", "i": "ⁱ",
    ]
    private static let lowered: [Character: Character] = [
        "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉",
        "+": "₊", "-": "₋", "−": "₋", "–": "₋", "=": "₌", "(": "₍", ")": "₎",
    ]

    /// `²`; letters as they are, as in `21st`; what has no such sign behind a `^`.
    static func raised(_ text: String) -> String { written(text, raised, mark: "^") }

    /// `₂`; letters as they are; what has no such sign behind a `_`.
    static func lowered(_ text: String) -> String { written(text, lowered, mark: "_") }

    private static func written(
        _ text: String, _ signs: [Character: Character], mark: String
    ) -> String {
        let found = text.compactMap { signs[$0] }
        if found.count == text.count { return String(found) }
        return text.allSatisfy { $0.isLetter || $0 == "." } ? text : "\(mark)(\(text))"
    }
}
