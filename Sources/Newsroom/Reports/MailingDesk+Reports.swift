// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension MailingDesk {
    /// A mailing that must be there.
    public func mailing(_ id: MailingID) async throws -> Mailing {
        guard let mailing = try await mailings.mailing(id) else {
            throw MailingFault.noSuchMailing(id)
        }
        return mailing
    }

    /// Where a mailing stands.
    public func status(
        of id: MailingID, run: MailingStatus.Run? = nil
    ) async throws -> MailingStatus {
        let mailing = try await mailing(id)
        let zone = try? publications.zone(of: try await publication(of: mailing))
        return MailingStatus(
            mailing, counts: try await mailings.counts(of: id), in: zone ?? publications.shownZone,
            now: clock.now, lastDue: try await mailings.lastDue(in: id), run: run)
    }

    /// How a published mailing went, or goes.
    public func report(of id: MailingID) async throws -> MailingReport {
        let status = try await status(of: id)
        let mailing = status.mailing
        guard let published = mailing.publishedAt else {
            throw MailingFault.notPublished(id, mailing.state)
        }
        let statistics = try await mailings.statistics(of: id, from: published)
        let returns = try await mailings.returns(of: id, from: published)
        return MailingReport(
            status: status, publishedAt: published, statistics: statistics,
            pruned: max(0, mailing.audience - statistics.rows), unsubscribed: returns.unsubscribed,
            complained: returns.complained, returned: try await self.returns.totals(by: .outcome, of: id),
            overridden: try await overridden(of: id))
    }

    /// The findings of the proof that a mailing was published against.
    public func overridden(of id: MailingID) async throws -> [Finding] {
        guard let text = try await mailings.overridden(of: id) else { return [] }
        return try JSONDecoder().decode([Finding].self, from: Data(text.utf8))
    }

    /// The whole story of one reader of a mailing, by the address they have or had; nil when they are none.
    public func story(of id: MailingID, to address: EmailAddress) async throws -> DeliveryStory? {
        let mailing = try await mailing(id)
        for person in try await people.recipients(address) {
            if let record = try await mailings.delivery(of: id, for: person.id) {
                return try await story(of: mailing, to: person, record)
            }
        }
        return nil
    }

    private func story(
        of mailing: Mailing, to person: Subscriber, _ record: DeliveryRecord
    ) async throws -> DeliveryStory {
        let id = mailing.id
        return DeliveryStory(
            record, messageID: try await messageID(of: id)?(person.id, record.version), mailing: mailing,
            attempts: try await mailings.attempts(of: id, for: person.id),
            events: try await mailings.events(of: id, for: person.id),
            consent: try await subscribers.story(of: person.id))
    }

    /// The Message-ID of one reader's copy of a version; nil while the mailing is not published. Its domain is the one that
    /// the version was frozen with.
    public func messageID(
        of mailing: MailingID
    ) async throws -> (@Sendable (SubscriberID, _ version: Int) -> String)? {
        guard let frozen = try await mailings.message(of: mailing) else { return nil }
        let key = frozen.key
        let domains = frozen.versions.map { $0.template.messageIDDomain ?? "" }
        return { subscriber, version in
            let domain = domains[domains.indices.contains(version - 1) ? version - 1 : 0]
            return MessageID(mailingKey: key, subscriber: subscriber, domain: domain).description
        }
    }

    /// Every mailing, the latest first.
    public func all() async throws -> [Mailing] { try await mailings.all() }

    /// The mailings that carry each edition or carried it, the latest first, also in the place of another.
    public func byEdition() async throws -> [EditionID: [Mailing]] { try await mailings.byEdition() }

    /// How many deliveries of a mailing may still be sent.
    public func remaining(in mailing: MailingID) async throws -> Int {
        try await mailings.remaining(in: mailing)
    }

    /// A mailing's rows of the ledger, one after the other.
    public func deliveries(
        of mailing: MailingID, _ body: (DeliveryRecord) throws -> Void
    ) async throws {
        try await mailings.deliveries(of: mailing, body)
    }
}
