// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import SQLiteStore

/// The use cases of an edition that goes out: it is planned, published, sent, watched, amended, and reported.
public struct MailingDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let database: NewsroomDatabase
    let mailings: MailingStore
    let editions: EditionStore
    let subscribers: SubscriberStore
    let tokenKeys: TokenKeyStore
    let editorial: EditorialDesk
    let people: PeopleDesk
    let keys: KeyDesk
    let media: MediaDesk
    let clock: WallClock
    let random: Randomness
    let returns: ReturnStore
    let rules: RuleStore
    let names: (any NameService)?
    let turn = PublishingTurn()

    init(
        _ context: NewsroomContext, _ editorial: EditorialDesk, _ people: PeopleDesk, _ keys: KeyDesk,
        _ media: MediaDesk
    ) {
        configuration = context.configuration
        publications = context.publications
        database = context.database
        mailings = context.mailings
        editions = context.editions
        subscribers = context.subscribers
        tokenKeys = context.tokenKeys
        clock = context.clock
        random = context.random
        returns = context.returns
        rules = context.rules
        names = context.names
        self.editorial = editorial
        self.people = people
        self.keys = keys
        self.media = media
    }
}
