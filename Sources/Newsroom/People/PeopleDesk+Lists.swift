// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
public import Subscribers

extension PeopleDesk {
    /// Makes a list.
    public func create(_ list: MailingList) async throws { try await subscribers.create(list) }

    /// Changes what is said of a list.
    public func change(_ list: MailingList) async throws { try await subscribers.change(list) }

    /// A list that must be there.
    public func list(_ name: String) async throws -> MailingList { try await subscribers.list(name) }

    /// Every list, by name.
    func lists() async throws -> [MailingList] { try await subscribers.lists() }

    /// Every list, and how many are on it.
    public func summaries() async throws -> [ListSummary] { try await subscribers.summaries() }

    /// A list that must be there, and how many are on it.
    public func summary(of list: String) async throws -> ListSummary {
        try await subscribers.summary(of: list)
    }

    /// How a list is doing.
    /// - Parameters:
    ///   - months: how many, up to this one.
    ///   - domains: of how many mail providers.
    public func health(of list: String, months: Int, domains: Int) async throws -> ListHealth {
        try await subscribers.health(of: list, months: months, domains: domains)
    }

    /// Everybody on a list, one after the other, in constant memory.
    public func members(of list: String, _ body: (ListMember) throws -> Void) async throws {
        try await subscribers.members(of: list, body)
    }

    /// Takes a person off a list.
    /// - Returns: false when they do not get it.
    public func unsubscribe(
        _ subscriber: SubscriberID, from list: String, because evidence: Evidence
    ) async throws -> Bool {
        try await subscribers.unsubscribe(subscriber, from: list, because: evidence)
    }
}
