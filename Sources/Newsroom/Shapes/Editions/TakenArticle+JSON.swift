// SPDX-License-Identifier: Apache-2.0
import Composer

extension TakenArticle {
    /// The article, with what became of it.
    ///
    /// | key | |
    /// | --- | --- |
    /// | `outcome` | `added`, `understood` where nothing is kept, `replaced` or `known` |
    /// | `sameAs` | of what is `known`: the slug it is kept under; absent elsewhere |
    /// | `troubles` | why pictures stay where they were, a clause each; absent where none does |
    ///
    /// The other keys are those of `Article`.
    public func json(isDryRun: Bool) -> some Encodable { Shape(taken: self, isDryRun: isDryRun) }

    private struct Shape: Encodable {
        let taken: TakenArticle
        let isDryRun: Bool

        enum CodingKeys: String, CodingKey { case outcome, sameAs, troubles }

        func encode(to encoder: any Encoder) throws {
            try taken.article.encode(to: encoder)
            var values = encoder.container(keyedBy: CodingKeys.self)
            if !taken.troubles.isEmpty {
                try values.encode(taken.troubles.map(\.sentence), forKey: .troubles)
            }
            switch taken.outcome {
            case .added: try values.encode(isDryRun ? "understood" : "added", forKey: .outcome)
            case .replaced: try values.encode("replaced", forKey: .outcome)
            case .known(let slug):
                try values.encode("known", forKey: .outcome)
                try values.encode(slug, forKey: .sameAs)
            case .withheld: try values.encode("withheld", forKey: .outcome)
            }
        }
    }
}
