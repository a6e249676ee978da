// SPDX-License-Identifier: Apache-2.0

/// The known word that a mistyped one most likely meant: at most a third of its letters off.
public func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let ranked = known.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
    guard let (candidate, distance) = ranked, distance <= max(2, word.count / 3) else { return nil }
    return candidate
}

private func editDistance(_ one: String, _ other: String) -> Int {
    let (from, to) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
    var row = Array(0...to.count)
    for (line, letter) in from.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for (column, wanted) in to.enumerated() {
            let replaced = diagonal + (letter == wanted ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
        }
    }
    return row[to.count]
}
