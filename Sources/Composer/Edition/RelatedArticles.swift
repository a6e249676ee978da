// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Chooses from the archive what readers of an edition may also like: the articles that share its rarer words.
public enum RelatedArticles {
    /// - Parameters:
    ///   - count: how many at most; articles that share too little are not chosen.
    ///   - stories: what the edition carries.
    ///   - archive: where to choose from, the newest first; those without an address are passed over.
    public static func choose(_ count: Int, for stories: [Article], from archive: [Article]) -> [String] {
        let taken = Set(stories.map(\.slug))
        let candidates = archive.filter { !taken.contains($0.slug) && $0.url != nil }
        let terms = candidates.map(terms)
        let known = stories.map(self.terms)
        var documents: [String: Int] = [:]
        for term in (terms + known).joined() { documents[term, default: 0] += 1 }
        let total = Double(terms.count + known.count)
        let wanted = Set(known.joined())
        let scored = zip(candidates, terms).map { article, terms in
            (
                article.slug,
                terms.intersection(wanted).reduce(0.0) { $0 + log(total / Double(documents[$1] ?? 1)) }
                    / Double(max(terms.count, 1)).squareRoot()
            )
        }
        return scored.filter { $0.1 > 0.3 }.sorted { $0.1 > $1.1 }.prefix(count).map(\.0)
    }

    /// Its words of four letters and more, in lower case, cut to what word forms have in common.
    private static func terms(_ article: Article) -> Set<String> {
        let text = ([article.headline, article.standfirst ?? ""] + article.blocks.map(\.plain)).joined(
            separator: " ")
        return Set(
            text.lowercased().split { !$0.isLetter }.filter { $0.count > 3 }.map { String($0.prefix(7)) })
    }
}
