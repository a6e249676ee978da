import Composer
public import MailFormat
import SQLiteStore
public import Subscribers

/// What a reader can do with the links in their copy. Every answer is nil for a token that is not ours.
public struct ReaderDesk: Sendable {
    private let newsroom: Newsroom
    private let keys: TokenKeys

    /// The desk of a newsroom.
    public init(_ newsroom: Newsroom) async throws {
        self.newsroom = newsroom
        keys = try await newsroom.subscribers.tokenKeys()
    }

    /// The brand's name and language, for pages.
    public func brand() throws -> (
        name: String, language: String, direction: String, accent: (light: String, dark: String)
    ) {
        let publication = try newsroom.publication().0
        return (
            publication.name, publication.language, publication.direction,
            (publication.brand.accent.light, publication.brand.accent.dark)
        )
    }

    /// A reader and the list their copy came from.
    public struct Place: Hashable, Sendable {
        /// Who.
        public let subscriber: SubscriberID
        /// The list's name.
        public let list: String
        /// What the list is called.
        public let title: String
        /// Whether they get it.
        public let isSubscribed: Bool
    }

    /// What an unsubscribe link is about.
    public func place(unsubscribe token: String) async throws -> Place? {
        guard let open = keys.token(token, for: .unsubscribe) else { return nil }
        return try await place(open)
    }

    /// Unsubscribes the reader of a copy from the list it came from; the same again is no error.
    public func unsubscribe(_ token: String, source: String) async throws -> Place? {
        guard let place = try await place(unsubscribe: token) else { return nil }
        _ = try await newsroom.subscribers.unsubscribe(place.subscriber, from: place.list, source: source)
        return place
    }

    /// What a reader can choose.
    public struct Preferences: Sendable {
        /// Their lists.
        public let subscriptions: [Subscription]
        /// The sections they can do without, and whether they get them.
        public let sections: [(name: String, isWanted: Bool)]
    }

    /// A reader's preferences.
    public func preferences(_ token: String) async throws -> Preferences? {
        guard let open = keys.token(token, for: .preferences) else { return nil }
        return try await preferences(of: open.subscriber)
    }

    private func preferences(of subscriber: SubscriberID) async throws -> Preferences {
        let left = try await newsroom.subscribers.optOuts(of: subscriber)
        return Preferences(
            subscriptions: try await newsroom.subscribers.subscriptions(of: subscriber),
            sections: try newsroom.publication().0.optionalSections.map { ($0, !left.contains($0)) })
    }

    /// Leaves a section out of a reader's copies, or puts it back; what is no optional section changes nothing.
    public func choose(_ section: String, isWanted: Bool, preferences token: String) async throws
        -> Preferences?
    {
        guard let open = keys.token(token, for: .preferences) else { return nil }
        if try newsroom.publication().0.optionalSections.contains(section) {
            try await newsroom.subscribers.set(section, isWanted: isWanted, by: open.subscriber)
        }
        return try await preferences(of: open.subscriber)
    }

    /// Ends one of a reader's subscriptions.
    public func leave(_ list: String, preferences token: String) async throws -> Preferences? {
        guard let open = keys.token(token, for: .preferences) else { return nil }
        let own = try await newsroom.subscribers.subscriptions(of: open.subscriber)
        if own.contains(where: { $0.list == list }) {
            _ = try await newsroom.subscribers.unsubscribe(
                open.subscriber, from: list, source: "preferences page")
        }
        return try await preferences(of: open.subscriber)
    }

    /// The reader's copy as a page.
    public func browserVersion(_ token: String) async throws -> String? {
        guard let open = keys.token(token, for: .browser) else { return nil }
        return try await newsroom.browserVersion(of: open.mailing, for: open.subscriber)
    }

    private func place(_ token: CapabilityToken) async throws -> Place? {
        guard let mailing = try await newsroom.mailings.mailing(token.mailing) else { return nil }
        let subscription = try await newsroom.subscribers.subscriptions(of: token.subscriber)
            .first { $0.list == mailing.list }
        guard let subscription else { return nil }
        return Place(
            subscriber: token.subscriber, list: subscription.list, title: subscription.title,
            isSubscribed: subscription.status != .unsubscribed)
    }
}
