// SPDX-License-Identifier: Apache-2.0
public import Composer

/// What became of one article.
public struct TakenArticle: Sendable {
    /// The article as it is kept.
    public let article: Article
    /// What became of it.
    public let outcome: ArticleOutcome
    /// Its pictures that stay where they were.
    public var troubles: [MediaDesk.Trouble] = []
}
