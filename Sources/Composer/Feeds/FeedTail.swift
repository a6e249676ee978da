// SPDX-License-Identifier: Apache-2.0

/// What programs put behind the text of a feed's entry, which is the site's and not the writer's.
enum FeedTail {
    /// Phrases that say where the text came from.
    private static let credits = [
        "appeared first on", "first appeared on", "originally appeared on", "was originally published",
        "erschien zuerst auf", "est apparu en premier sur", "apareció primero en", "proviene da",
        "verscheen eerst op", "apareceu primeiro em",
    ]
    /// Phrases that lead to the rest of the text.
    private static let calls = [
        "continue reading", "read more", "read the rest", "read the full", "keep reading", "weiterlesen",
        "lire la suite", "leer más", "seguir leyendo", "continua a leggere", "leggi tutto", "lees verder",
        "читати далі", "читать далее",
    ]

    /// Takes the site's own lines from the end of a text, and notes them.
    static func cut(_ blocks: inout [Block], _ losses: inout LossAccount) {
        for _ in 0..<3 {
            guard case .paragraph(let inlines)? = blocks.last else { return }
            let words = inlines.plainLine
            if isCredit(words) || isCall(words) {
                blocks.removeLast()
                losses.note("boilerplate", words, origin: .site)
            } else if let kept = withoutCall(inlines) {
                blocks[blocks.count - 1] = .paragraph(kept)
                losses.note("boilerplate", inlines.last?.plain ?? "", origin: .site)
            } else {
                return
            }
        }
    }

    private static func isCredit(_ words: String) -> Bool {
        let lower = words.lowercased()
        return words.count < 300 && credits.contains { lower.contains($0) }
    }

    private static func isCall(_ words: String) -> Bool {
        let lower = words.lowercased().trimming { " .…→»>[]()".contains($0) }
        return words.count < 100 && calls.contains { lower.hasPrefix($0) }
    }

    /// The text without the link at its end that leads to the rest; nil when there is none.
    private static func withoutCall(_ inlines: [Inline]) -> [Inline]? {
        guard inlines.count > 1, case .link(_, let words)? = inlines.last, isCall(words.plainLine) else {
            return nil
        }
        return Array(inlines.dropLast()).tidied()
    }
}
