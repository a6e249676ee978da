// SPDX-License-Identifier: Apache-2.0
public import Composer
import MailFormat
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// Every article, the latest first.
    public func allArticles() async throws -> [Article] { try await articles.all() }

    /// An article that must be there.
    public func article(_ slug: String) async throws -> Article {
        if let article = try await articles.article(slug) { return article }
        let near = nearest(to: slug, among: try await articles.all().map(\.slug))
        throw EditorialFault.noSuchArticle(slug, nearest: near)
    }

    /// The revisions of an article, oldest first.
    public func history(of slug: String) async throws -> [Revision] {
        let history = try await articles.history(of: slug)
        if history.isEmpty { _ = try await article(slug) }
        return history
    }

    /// Makes an article what it was in an earlier revision, also one that was removed.
    public func restore(
        _ slug: String, to revision: Int, by author: Author = .loginName
    ) async throws {
        guard let old = try await articles.article(slug, revision: revision) else {
            _ = try await history(of: slug)
            throw EditorialFault.noSuchText(slug, revision: revision)
        }
        _ = try await articles.replace(with: old, by: author, what: "restored from revision \(revision)")
    }

    /// Forgets an article.
    /// - Throws: when a planned mailing carries it, which could not be published without it.
    /// - Returns: the editions that name it and have not gone out: they cannot any more.
    public func removeArticle(
        _ article: String, by author: Author = .loginName
    ) async throws -> [EditionID] {
        let slug = try await self.article(article).slug
        let naming = try await editions.all().filter { $0.edition.articles.contains(slug) }.map(\.id)
        if let mailing = try await mailings.planned().first(where: { $0.edition.map(naming.contains) == true }
        ),
            let edition = mailing.edition
        {
            throw EditorialFault.articlePlanned(
                slug, in: mailing.id, of: edition, at: mailing.publishAt, zone: mailing.zone)
        }
        _ = try await articles.remove(slug, by: author)
        return try await openEditions(with: slug)
    }
}
