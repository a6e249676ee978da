// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore

/// An editor's use cases: articles are taken in, editions are made up, proved, previewed and restored.
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
    let reader: SourceReader
    let media: MediaDesk
    let proofs = KnownProofs()

    init(_ context: NewsroomContext, _ media: MediaDesk) {
        self.media = media
        directory = context.directory
        configuration = context.configuration
        publications = context.publications
        articles = context.articles
        editions = context.editions
        mailings = context.mailings
        subscribers = context.subscribers
        tokenKeys = context.tokenKeys
        clock = context.clock
        reader = context.reader
    }
}
