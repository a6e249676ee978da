import Composer
public import MailFormat
import SQLiteStore
import Sender
public import Subscribers
import Synchronization

/// What a reader can do with the links in their copy. Every answer is nil for a token that is not ours.
public final class ReaderDesk: Sendable {
    let served: ServedNewsroom
    /// The newsroom as it was served when the desk was made.
    let newsroom: Newsroom
    private let allowance: Mutex<NetworkAllowance>

    /// The desk of a newsroom as it is served now.
    /// - Parameter former: the desk whose place it takes, which has counted networks' sign-ups.
    public init(_ served: ServedNewsroom, after former: ReaderDesk? = nil) {
        self.served = served
        newsroom = served.current
        let limit = newsroom.configuration.confirmation.perNetwork
        var known = former?.allowance.withLock(\.self) ?? NetworkAllowance(limit)
        known.limit = limit
        allowance = Mutex(known)
    }

    /// Whether a proxy before us says whom it asks for.
    public var isBehindProxy: Bool { newsroom.configuration.web.isBehindProxy }

    /// What keeps mail from going out, in words that anybody may see; empty when nothing does.
    public func troubles() async throws -> [String] {
        (served.isSendingStopped ? ["sending has stopped"] : []) + (try await newsroom.mailings.troubles())
    }

    /// Whether an error says that the database was replaced, so that whatever we took would be lost.
    public static func isOutOfService(_ error: any Error) -> Bool {
        (error as? StoreError)?.isReplacement == true
    }

    /// What a token stands for. Keys are read each time: one that was retired is not believed a moment
    /// longer.
    private func open(
        _ token: String, for purpose: CapabilityToken.Purpose
    ) async throws -> CapabilityToken? {
        try await newsroom.context.tokenKeys.keys().token(token, for: purpose)
    }

    /// The newsroom's own publication.
    public var ownPublication: String { newsroom.configuration.publication }

    /// A publication's name, language and colours, for pages.
    public func brand(of publication: String) throws -> (
        name: String, language: String, direction: String, accent: (light: String, dark: String)
    ) {
        let publication = try newsroom.publications.themed(publication).0
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
        /// The publication whose editions the list gets.
        public let publication: String
        /// Where they stand with it.
        public let status: SubscriptionStatus
        /// Since when, milliseconds since 1970.
        let changedAt: Int64
        /// Whether they get it, or asked for it.
        public var isSubscribed: Bool { status != .unsubscribed }
    }

    /// What an unsubscribe link is about.
    public func place(unsubscribe token: String) async throws -> Place? {
        guard let open = try await open(token, for: .unsubscribe) else { return nil }
        return try await place(open)
    }

    /// Unsubscribes the reader of a copy from the list it came from; the same again is no error.
    public func unsubscribe(_ token: String, because evidence: Evidence) async throws -> Place? {
        guard let place = try await place(unsubscribe: token) else { return nil }
        _ = try await newsroom.context.subscribers.unsubscribe(
            place.subscriber, from: place.list, because: evidence)
        return place
    }

    /// What a reader can choose.
    public struct Preferences: Sendable {
        /// The publication of the copy that the reader came from.
        public let publication: String
        /// Their lists.
        public let subscriptions: [Subscription]
        /// The sections they can do without, and whether they get them.
        public let sections: [(name: String, isWanted: Bool)]
    }

    /// A reader's preferences.
    public func preferences(_ token: String) async throws -> Preferences? {
        guard let open = try await open(token, for: .preferences) else { return nil }
        return try await preferences(of: open)
    }

    private func preferences(of open: CapabilityToken) async throws -> Preferences {
        let left = try await newsroom.context.subscribers.optOuts(of: open.subscriber)
        let subscriptions = try await newsroom.context.subscribers.subscriptions(of: open.subscriber)
        var publication = ownPublication
        if let mailing = try await newsroom.context.mailings.mailing(open.mailing) {
            publication = try await newsroom.mailings.publication(of: mailing)
        }
        return Preferences(
            publication: publication, subscriptions: subscriptions,
            sections: try await optionalSections(of: subscriptions).map { ($0, !left.contains($0)) })
    }

    /// What the publications of somebody's lists let readers do without, each once; one that cannot be read stops none of the
    /// others.
    private func optionalSections(of subscriptions: [Subscription]) async throws -> [String] {
        var sections: [String] = []
        var seen: Set<String> = []
        for subscription in subscriptions {
            let publication = try await newsroom.people.publication(ofList: subscription.list)
            guard seen.insert(publication).inserted else { continue }
            let optional = (try? newsroom.publications.publication(publication))?.optionalSections ?? []
            sections += optional.filter { !sections.contains($0) }
        }
        return sections
    }

    /// Leaves a section out of a reader's copies, or puts it back; what is no optional section changes nothing.
    public func choose(_ section: String, isWanted: Bool, preferences token: String) async throws
        -> Preferences?
    {
        guard let open = try await open(token, for: .preferences) else { return nil }
        let subscriptions = try await newsroom.context.subscribers.subscriptions(of: open.subscriber)
        if try await optionalSections(of: subscriptions).contains(section) {
            try await newsroom.context.subscribers.set(section, isWanted: isWanted, by: open.subscriber)
        }
        return try await preferences(of: open)
    }

    /// Ends one of a reader's subscriptions.
    public func leave(_ list: String, preferences token: String, because evidence: Evidence) async throws
        -> Preferences?
    {
        guard let open = try await open(token, for: .preferences) else { return nil }
        let own = try await newsroom.context.subscribers.subscriptions(of: open.subscriber)
        if own.contains(where: { $0.list == list }) {
            _ = try await newsroom.context.subscribers.unsubscribe(
                open.subscriber, from: list, because: evidence)
        }
        return try await preferences(of: open)
    }

    /// What a link in a mail that asks for confirmation is about; nil as well when it is too late.
    public func place(confirm token: String) async throws -> Place? {
        guard let open = try await open(token, for: .confirm), let place = try await place(open) else {
            return nil
        }
        let isLate =
            .milliseconds(newsroom.context.clock.now - place.changedAt)
            >= newsroom.configuration.confirmation.lifetime
        return place.status == .unconfirmed && isLate ? nil : place
    }

    /// Confirms that the reader wants the list; nil as well when it is too late.
    public func confirm(_ token: String, because evidence: Evidence) async throws -> Place? {
        guard let place = try await place(confirm: token) else { return nil }
        let result = try await newsroom.context.subscribers.confirm(
            place.subscriber, on: place.list, within: newsroom.configuration.confirmation.lifetime,
            because: evidence)
        return result == .expired ? nil : place
    }

    /// A list that strangers can ask for: what it is called; nil for any other name.
    public func publicList(_ name: String) async throws -> MailingList? {
        try await newsroom.context.subscribers.lists().first { $0.name == name && $0.isPublic }
    }

    /// What became of a stranger's wish. It tells nothing of whether the address was here, or must not be
    /// mailed.
    public enum SignUp: Hashable, Sendable {
        case taken
        /// Taken, but nobody is mailed until an operator says so: the list is asked for too often.
        case held
        /// Not taken: their network made too many.
        case tooMany
    }

    /// Takes a stranger's wish for a list.
    /// - Parameter network: where they are; nil when that is not known, or is a proxy of ours.
    public func signUp(
        _ address: EmailAddress, firstName: TypedName, to list: MailingList, because evidence: Evidence,
        from network: ClientNetwork? = nil
    ) async throws -> SignUp {
        if let network, !allowance.withLock({ $0.take(network, now: newsroom.context.clock.steady.now()) }) {
            return .tooMany
        }
        let row = ImportRow(address: address, firstName: firstName.text)
        let addition = try await newsroom.people.add(row, to: list.name, because: evidence, by: .stranger)
        guard case .held = addition else { return .taken }
        return .held
    }

    /// The reader's copy as a page.
    public func browserVersion(_ token: String) async throws -> String? {
        guard let open = try await open(token, for: .browser) else { return nil }
        return try await newsroom.mailings.browserVersion(of: open.mailing, for: open.subscriber)
    }

    private func place(_ token: CapabilityToken) async throws -> Place? {
        guard let mailing = try await newsroom.context.mailings.mailing(token.mailing) else { return nil }
        let subscription = try await newsroom.context.subscribers.subscriptions(of: token.subscriber)
            .first { $0.list == mailing.list }
        guard let subscription else { return nil }
        return Place(
            subscriber: token.subscriber, list: subscription.list, title: subscription.title,
            publication: try await newsroom.people.publication(ofList: subscription.list),
            status: subscription.status, changedAt: subscription.changedAt)
    }
}
