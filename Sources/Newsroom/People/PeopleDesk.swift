import SQLiteStore

/// Who reads: people, their lists, what is known of them, what they want, and how they got here.
public struct PeopleDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let subscribers: SubscriberStore
    let mailings: MailingStore
    let clock: WallClock

    init(_ context: NewsroomContext) {
        configuration = context.configuration
        publications = context.publications
        subscribers = context.subscribers
        mailings = context.mailings
        clock = context.clock
    }
}
