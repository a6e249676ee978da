// SPDX-License-Identifier: Apache-2.0

/// Phrases that are looked for in one pass over a text, however many they are.
///
/// Each place of the text looks its next four bytes up in a table; only where a phrase begins with them, or
/// with four that share their slot, is the phrase compared.
package struct PhraseSet: Sendable {
    private static let none = UInt16.max

    /// All phrases, one behind the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends = [0]
    /// For each slot the first phrase, and for each phrase the next one of its slot.
    private var first = [UInt16](repeating: none, count: 4096)
    private var next: [UInt16] = []

    /// A set to look for.
    /// - Parameter phrases: of four bytes or more, in lower case.
    package init(_ phrases: [String]) {
        for (index, phrase) in phrases.enumerated() {
            precondition(phrase.utf8.count >= 4, "A phrase is too short.")
            let slot = Self.slot(phrase.utf8.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
            bytes += phrase.utf8
            ends.append(bytes.count)
            next.append(first[slot])
            first[slot] = UInt16(index)
        }
    }

    /// Calls `body` with each phrase that stands in a text in lower case, and where it stands, in the text's
    /// order, until it says that it has seen enough.
    package func scan(_ text: [UInt8], _ body: (_ phrase: Int, _ place: Range<Int>) -> Bool) {
        guard text.count >= 4 else { return }
        var key = text[..<3].reduce(0) { $0 << 8 | UInt32($1) }
        for place in 0...(text.count - 4) {
            key = key << 8 | UInt32(text[place + 3])
            var phrase = first[Self.slot(key)]
            while phrase != Self.none {
                let index = Int(phrase)
                let end = place + ends[index + 1] - ends[index]
                if end <= text.count, isPhrase(index, text, place), !body(index, place..<end) { return }
                phrase = next[index]
            }
        }
    }

    /// Whether a phrase stands at a place, behind which the text is long enough for it.
    private func isPhrase(_ index: Int, _ text: [UInt8], _ place: Int) -> Bool {
        var place = place
        for other in ends[index]..<ends[index + 1] {
            guard text[place] == bytes[other] else { return false }
            place += 1
        }
        return true
    }

    /// Whether one of them stands in a text in lower case.
    package func stands(in text: [UInt8]) -> Bool {
        var isThere = false
        scan(text) { _, _ in
            isThere = true
            return false
        }
        return isThere
    }

    private static func slot(_ key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 20) }
}
