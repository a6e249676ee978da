// SPDX-License-Identifier: Apache-2.0
import Composer
public import MailFormat
import SQLiteStore
public import Subscribers

extension PeopleDesk {
    /// A person who must be there; names whose former address it is.
    public func subscriber(_ address: EmailAddress) async throws -> Subscriber {
        if let found = try await subscribers.subscriber(address) { return found }
        if let now = try await subscribers.subscriber(formerly: address) {
            throw PeopleFault.formerAddress(address, now: now.address)
        }
        throw PeopleFault.nobody(address)
    }

    /// People whose address, former address or name has every word of a text as a part, in any case, with their lists.
    /// - Parameter limit: how many at most.
    public func find(_ text: String, limit: Int) async throws -> [(Subscriber, [Subscription])] {
        var found: [(Subscriber, [Subscription])] = []
        for person in try await subscribers.find(text, limit: limit) {
            found.append((person, try await subscribers.subscriptions(of: person.id)))
        }
        return found
    }

    /// Who may have been mailed at an address: who had it once, and who has it.
    func recipients(_ address: EmailAddress) async throws -> [Subscriber] {
        let found = [
            try await subscribers.subscriber(formerly: address), try await subscribers.subscriber(address),
        ].compactMap(\.self)
        guard !found.isEmpty else { throw PeopleFault.nobody(address) }
        return found
    }

    /// Gives a person another address.
    public func change(_ subscriber: SubscriberID, to address: EmailAddress) async throws {
        try await subscribers.change(subscriber, to: address, because: Evidence("command line"))
    }

    /// Changes which of the publication's optional sections a reader does without.
    public func chooseSections(
        _ subscriber: SubscriberID, without: [String], with: [String]
    ) async throws {
        let optional = publications.all().flatMap(\.optionalSections)
        for section in without + with where !optional.contains(section) {
            throw PeopleFault.notOptional(section: section, optional: optional)
        }
        for section in without { try await subscribers.set(section, isWanted: false, by: subscriber) }
        for section in with { try await subscribers.set(section, isWanted: true, by: subscriber) }
    }

    /// The publication whose editions a list gets.
    func publication(ofList list: String) async throws -> String {
        try await subscribers.list(list).publication ?? configuration.publication
    }

    /// The sections that a reader does without, by name.
    public func sectionsLeftOut(by subscriber: SubscriberID) async throws -> [String] {
        try await subscribers.optOuts(of: subscriber).sorted()
    }
}
