import Composer
import Foundation
public import MailFormat
public import SQLiteStore
public import Sender
public import Subscribers

extension Newsroom {
    /// Adds one person at their own wish, and mails them when the list wants to be confirmed: both or
    /// nothing.
    public func add(
        _ row: ImportRow, to list: String, because evidence: Evidence, by asker: Asker = .operator
    ) async throws -> Addition {
        try await subscribers.add(
            row, to: list, because: evidence, by: asker, policy: configuration.confirmation,
            letter: confirmationMessage)
    }

    /// Who asked for a list and has not confirmed it yet.
    public func requests(for list: String) async throws -> [PendingRequest] {
        try await subscribers.requests(for: list, within: configuration.confirmation.lifetime)
    }

    /// Mails the requests that a list's limit held. Returns how many.
    public func releaseRequests(for list: String) async throws -> Int {
        try await subscribers.releaseRequests(
            for: list, because: Evidence("command line"), policy: configuration.confirmation,
            letter: confirmationMessage)
    }

    /// Drops the requests that a list's limit held. Returns how many.
    public func dropRequests(for list: String) async throws -> Int {
        try await subscribers.dropRequests(for: list, within: configuration.confirmation.lifetime)
    }

    private func confirmationMessage(_ list: MailingList) throws -> FrozenMessage {
        let publication = try publication(list.publication ?? configuration.publication).0
        let letter = try ConfirmationLetter.composed(for: list.title, in: publication, links: links)
        let message = try MailingMessage(
            composed: letter, without: [], publication: publication, configuration: configuration,
            list: list.name, title: list.title, publishedAt: Self.now / 1000, zone: .utc, isAutomatic: true)
        return FrozenMessage(key: mailings.newMessageKey(), versions: [message.version])
    }

    /// Gives a person another address.
    public func change(_ subscriber: SubscriberID, to address: EmailAddress) async throws {
        try await subscribers.change(subscriber, to: address, because: Evidence("command line"))
    }

    /// A person who must be there; names whose former address it is.
    public func subscriber(_ address: EmailAddress) async throws -> Subscriber {
        if let found = try await subscribers.subscriber(address) { return found }
        if let now = try await subscribers.subscriber(formerly: address) {
            throw NewsroomError(.data, "\(address) is a former address: its owner has \(now.address) now")
        }
        throw NewsroomError(.data, "nobody here has the address \(address)")
    }

    /// A person by the address they have, or had when they were mailed.
    func recipient(_ address: EmailAddress) async throws -> Subscriber {
        if let former = try await subscribers.subscriber(formerly: address) { return former }
        return try await subscriber(address)
    }

    /// Changes which of the publication's optional sections a reader does without.
    public func chooseSections(
        _ subscriber: SubscriberID, without: [String], with: [String]
    ) async throws {
        let optional = publications().flatMap(\.optionalSections)
        for section in without + with where !optional.contains(section) {
            let known = optional.isEmpty ? "none" : optional.joined(separator: ", ")
            throw NewsroomError(
                .data,
                "“\(section)” is no section that readers can do without: optional_sections names \(known)")
        }
        for section in without { try await subscribers.set(section, isWanted: false, by: subscriber) }
        for section in with { try await subscribers.set(section, isWanted: true, by: subscriber) }
    }

    /// Everything held of a person.
    public struct Dossier: Sendable {
        /// Who.
        public let person: Subscriber
        /// Addresses they had before.
        public let formerAddresses: [String]
        /// What copies of theirs were filled with and is not so any more, oldest first.
        public let formerValues: [FormerValues]
        /// Their lists.
        public let subscriptions: [Subscription]
        /// What happened to their consent, oldest first.
        public let story: [ConsentEvent]
        /// Sections they do without.
        public let without: [String]
        /// What they were sent, oldest first.
        public let receipts: [Receipt]
        /// Why their address must not be mailed.
        public let suppressed: String?
    }

    /// Gathers everything held of a person.
    public func dossier(_ address: EmailAddress) async throws -> Dossier {
        let person = try await subscriber(address)
        return Dossier(
            person: person, formerAddresses: try await subscribers.formerAddresses(of: person.id),
            formerValues: try await subscribers.formerValues(of: person.id),
            subscriptions: try await subscribers.subscriptions(of: person.id),
            story: try await subscribers.story(of: person.id),
            without: try await subscribers.optOuts(of: person.id).sorted(),
            receipts: try await subscribers.receipts(of: person.id),
            suppressed: try await subscribers.suppression(of: person.address))
    }

    /// What is left of a person after they were erased.
    public struct Erasure: Sendable {
        /// The hash that stays suppressed.
        public let hash: AddressHash
        /// The database's files and how often an address of theirs stands in them.
        public let traces: [(file: String, found: Int)]
    }

    /// Forgets a person, and proves it by searching the database's files; of somebody forgotten already it searches again.
    public func erase(_ address: EmailAddress) async throws -> Erasure {
        var addresses = [address.description, address.key]
        if try await subscribers.subscriber(address) != nil {
            let person = try await subscriber(address)
            addresses += try await subscribers.formerAddresses(of: person.id)
            try await subscribers.forget(person.id, suppressing: .erased)
        } else if try await subscribers.suppression(of: address) == nil {
            _ = try await subscriber(address)
        }
        let traces = try await subscribers.eraseTraces(of: Array(Set(addresses)))
        return Erasure(hash: AddressHash(address), traces: traces)
    }

    /// What may be kept no longer goes: requests nobody confirmed, old ledgers.
    public func prune() async throws -> (requests: Int, rows: NewsroomDatabase.Pruned) {
        let requests = try await subscribers.expireRequests(olderThan: configuration.confirmation.lifetime)
        let rows = try await database.prune(
            deliveries: configuration.retention.deliveries, events: configuration.retention.events)
        return (requests, rows)
    }
}
