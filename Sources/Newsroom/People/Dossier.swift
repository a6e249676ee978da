// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

/// Everything held of a person.
public struct Dossier: Sendable {
    /// Who.
    public let person: Subscriber
    /// Addresses they had before.
    public let formerAddresses: [String]
    /// Where they want their mail, as long as both mailboxes can answer.
    public let wantedAddress: AddressChange?
    /// What copies of theirs were filled with and is not so any more, oldest first.
    public let formerValues: [Reader]
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

extension PeopleDesk {
    /// Gathers everything held of a person.
    public func dossier(_ address: EmailAddress) async throws -> Dossier {
        let person = try await subscriber(address)
        return Dossier(
            person: person, formerAddresses: try await subscribers.formerAddresses(of: person.id),
            wantedAddress: try await subscribers.addressChange(
                of: person.id, within: configuration.confirmation.lifetime),
            formerValues: try await subscribers.formerValues(of: person.id),
            subscriptions: try await subscribers.subscriptions(of: person.id),
            story: try await subscribers.story(of: person.id),
            without: try await subscribers.optOuts(of: person.id).sorted(),
            receipts: try await subscribers.receipts(of: person.id),
            suppressed: try await subscribers.suppression(of: person.address))
    }
}
