// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
import Sender
public import Subscribers

extension PeopleDesk {
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
        try message(asking: .subscription, readersOf: list)
    }

    /// The mail that asks readers of a list to confirm something.
    func message(
        asking question: ConfirmationLetter.Question, readersOf list: MailingList
    ) throws -> FrozenMessage {
        let publication = try publications.themed(list.publication ?? configuration.publication).0
        let letter = try ConfirmationLetter.composed(
            question, for: list.title, in: publication, links: configuration.links)
        let message = try MailingMessage(
            composed: letter, without: [], publication: publication, configuration: configuration,
            list: list.name, title: list.title, publishedAt: clock.now / 1000, zone: .utc, isAutomatic: true)
        return FrozenMessage(key: mailings.newMessageKey(), versions: [message.version])
    }
}
