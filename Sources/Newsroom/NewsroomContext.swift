// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import Foundation
import SQLiteStore

/// What the desks of one newsroom have in common.
struct NewsroomContext: Sendable {
    let directory: URL
    let configuration: Configuration
    let publications: Publications
    let database: NewsroomDatabase
    let subscribers: SubscriberStore
    let articles: ArticleStore
    let editions: EditionStore
    let mailings: MailingStore
    let tokenKeys: TokenKeyStore
    let media: MediaStore
    let returns: ReturnStore
    let rules: RuleStore
    let alarms: AlarmStore
    let metrics: MetricStore
    let clock: WallClock
    let reader: SourceReader
    let random: Randomness
    /// Who is asked about DNS; nil for nobody.
    let names: (any NameService)?

    init(
        at directory: URL, _ configuration: Configuration, _ database: NewsroomDatabase, _ clock: WallClock,
        _ random: Randomness, _ reader: SourceReader, _ names: (any NameService)?,
        known: Publications.Known = Publications.Known()
    ) {
        self.directory = directory
        self.configuration = configuration
        self.database = database
        self.clock = clock
        self.reader = reader
        self.random = random
        self.names = names
        publications = Publications(
            in: directory, own: configuration.publication, zone: clock.zone, known: known)
        subscribers = SubscriberStore(database)
        articles = ArticleStore(database)
        editions = EditionStore(database)
        mailings = MailingStore(database)
        tokenKeys = TokenKeyStore(database)
        media = MediaStore(database)
        returns = ReturnStore(database)
        rules = RuleStore(database)
        alarms = AlarmStore(database)
        metrics = MetricStore(database)
    }
}
