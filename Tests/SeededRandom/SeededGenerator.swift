// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: the same numbers for the same seed, so that a failing case can be run again.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator at its start.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Text in which whatever encoders trip over is as frequent as letters.
    public mutating func text(upTo length: Int, alphabet: [String] = Self.anything) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            let piece = alphabet.randomElement(using: &self) ?? ""
            text += String(repeating: piece, count: Int.random(in: 1...10, using: &self) == 1 ? 30 : 1)
        }
        return text
    }

    /// What may stand in a name or subject: no control characters.
    public static let printable = [
        "a", "Z", "7", "word ", " ", "  ", ".", "F", "From ", "=", "=?", "?=", "_", "\"", "\\", "<", ">", ",",
        "@", "(", ")", "é", "e\u{301}", "ß", "漢字", "☕️", "👩‍👩‍👧", "\u{200F}", "\u{2028}", "\u{FFFD}",
    ]

    /// What may stand in a body, and what may not stand anywhere.
    public static let anything =
        printable + [
            "\r\n", "\n", "\r", "\n\n", "\t", " \r\n", "\t\n", "\n.", "\r\n..", "\nF", "--", "\u{0}", "&",
            "'",
        ]
}
