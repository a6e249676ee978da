import Foundation
import SQLiteStore

/// What an editor does: takes articles in, makes editions up, reads their proof, looks at them, and undoes.
public struct EditorialDesk: Sendable {
    let directory: URL
    let configuration: Configuration
    let publications: Publications
    let articles: ArticleStore
    let editions: EditionStore
    let mailings: MailingStore
    let subscribers: SubscriberStore
    let tokenKeys: TokenKeyStore
    let clock: WallClock

    init(_ context: NewsroomContext) {
        directory = context.directory
        configuration = context.configuration
        publications = context.publications
        articles = context.articles
        editions = context.editions
        mailings = context.mailings
        subscribers = context.subscribers
        tokenKeys = context.tokenKeys
        clock = context.clock
    }
}
