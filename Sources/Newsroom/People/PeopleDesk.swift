// SPDX-License-Identifier: Apache-2.0
import SQLiteStore

/// The use cases of people: their lists, attributes, segments, consent, imports and suppressions.
public struct PeopleDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let subscribers: SubscriberStore
    let mailings: MailingStore
    let database: NewsroomDatabase
    let clock: WallClock

    init(_ context: NewsroomContext) {
        configuration = context.configuration
        publications = context.publications
        subscribers = context.subscribers
        mailings = context.mailings
        database = context.database
        clock = context.clock
    }
}
