// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore

/// The use cases of people: their lists, attributes, segments, consent, imports and suppressions.
public struct PeopleDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let subscribers: SubscriberStore
    let lending: LendingStore
    let mailings: MailingStore
    let directory: URL
    let clock: WallClock

    init(_ context: NewsroomContext) {
        configuration = context.configuration
        publications = context.publications
        subscribers = context.subscribers
        lending = LendingStore(context.database)
        mailings = context.mailings
        directory = context.directory
        clock = context.clock
    }
}
