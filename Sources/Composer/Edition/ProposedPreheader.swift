// SPDX-License-Identifier: Apache-2.0

/// The text that mail programs show beside the subject when no editor has written one.
public struct ProposedPreheader: Hashable, Sendable {
    /// Where it comes from.
    public enum Source: String, Sendable {
        case standfirst = "the lead's standfirst"
        case firstSentence = "the lead's first sentence"
        case headlines = "the next headlines"
    }

    /// The text: at most 140 characters, so that mail programs show it whole.
    public let text: String
    /// Where it comes from.
    public let source: Source

    private static let longest = 140

    /// The lead's standfirst, else its first sentence, else the headlines of the stories below; nil when there is none of
    /// these. A text is passed over when it says the same as the subject or could be read as a merge field.
    public init?(for stories: [Article], under subject: String) {
        guard let lead = stories.first else { return nil }
        let paragraphs = lead.blocks.lazy.compactMap { block in
            if case .paragraph = block { block.plain } else { nil as String? }
        }
        let headlines = stories.dropFirst().map(\.headline).joined(separator: " · ")
        let candidates: [(Source, String?)] = [
            (.standfirst, lead.standfirst), (.firstSentence, paragraphs.first?.firstSentence),
            (.headlines, headlines),
        ]
        for case (let source, let candidate?) in candidates {
            let line = candidate.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !line.isEmpty, !line.contains("{{"), line.comparable != subject.comparable else { continue }
            self.source = source
            text = line.shortened(to: Self.longest)
            return
        }
        return nil
    }
}

extension String {
    /// The first sentence: up to a mark that a capital letter or nothing follows. “Dr.” and “U.S.” do not end one.
    fileprivate var firstSentence: String {
        for index in indices where Self.marks.contains(self[index]) {
            let end = self[self.index(after: index)...].firstIndex { !Self.closing.contains($0) } ?? endIndex
            let rest = self[end...]
            guard let next = rest.first(where: { !$0.isWhitespace }) else { return self }
            let isApart = rest.first?.isWhitespace == true || !self[index].isASCII
            let word = self[..<end].split(whereSeparator: \.isWhitespace).last ?? ""
            if isApart, !next.isLowercase, !word.isAbbreviation { return String(self[..<end]) }
        }
        return self
    }

    private static let marks: Set<Character> = [".", "?", "!", "…", "。", "！", "？"]
    private static let closing: Set<Character> = ["”", "’", "\"", "'", "»", ")", "]", "」", "』"]

    /// Whole words and an ellipsis when it is longer.
    fileprivate func shortened(to length: Int) -> String {
        guard count > length else { return self }
        let start = prefix(length - 1)
        let words = start[..<(start.lastIndex(of: " ") ?? start.endIndex)]
        return words.trimming { " ,;:·—–-".contains($0) } + "…"
    }
}
