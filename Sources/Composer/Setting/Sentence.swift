// SPDX-License-Identifier: Apache-2.0

extension Substring {
    /// A title, an initial, or letters with full stops between them.
    var isAbbreviation: Bool {
        let letters = split(separator: ".")
        return Self.titles.contains(String(self))
            || (last == "." && !letters.isEmpty
                && letters.allSatisfy { $0.count == 1 && $0.first?.isLetter == true })
    }

    private static let titles: Set = [
        "Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.", "Gen.", "Sen.", "Rep.", "Gov.", "Lt.", "Col.", "Sgt.",
        "Capt.", "Rev.", "Hon.",
    ]
}

extension Substring {
    /// Behind the last full stop, question or exclamation mark that ends a sentence: a space follows it, no small letter
    /// behind that, and it stands behind no abbreviation.
    var lastSentenceEnd: Index? {
        var found: Index?
        for index in indices where ".?!。！？".contains(self[index]) {
            let next = self.index(after: index)
            guard next < endIndex else { continue }
            if !self[index].isASCII {
                found = next
                continue
            }
            guard self[next] == " ", self[next...].first(where: { $0 != " " })?.isLowercase != true else {
                continue
            }
            let word = self[..<next].split(separator: " ").last ?? ""
            if !word.isAbbreviation { found = next }
        }
        return found
    }
}

extension String {
    /// Words between spaces; of scripts that put none, two characters count as a word.
    var wordCount: Int {
        var words = 0
        var dense = 0
        var isInWord = false
        for scalar in unicodeScalars {
            let isSpace =
                scalar.isASCII
                ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
            switch scalar.value {
            case 0x0E00...0x0EFF, 0x3040...0x30FF, 0x3400...0x9FFF: dense += 1
            default: break
            }
        }
        return words + dense / 2
    }
}
