import Composer
import Foundation
public import MailFormat
public import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// Plans a mailing of an edition to a list.
    /// - Parameter time: nil for now.
    public func schedule(_ edition: EditionID, to list: String, at time: LocalTime?) async throws -> MailingID
    {
        // What cannot be composed now will not be at six in the morning.
        _ = try await compose(try await self.edition(edition), for: list)
        return try await mailings.schedule(
            edition: edition, list: list, publishAt: time?.instant,
            zone: (time?.zone ?? TimeZone.current).identifier)
    }

    /// Publishes a planned mailing: composes, freezes, and gives everyone on the list a row of the ledger.
    /// - Returns: the audience; nil when someone else published or cancelled it meanwhile.
    public func publish(_ id: MailingID) async throws -> Int? {
        let mailing = try await mailing(id)
        let composed = try await compose(try await edition(mailing.edition), for: mailing.list)
        let list = try await subscribers.list(mailing.list).list
        let message = try MailingMessage(
            composed: composed, key: Self.randomKey(), publication: try publication().0,
            configuration: configuration, list: list.name, title: list.title,
            publishedAt: max(mailing.publishAt / 1000, Int64(Date().timeIntervalSince1970)),
            zone: TimeZone(identifier: mailing.zone) ?? .gmt)
        return try await mailings.publish(id, message.frozen)
    }

    /// 80 random bits in letters and digits.
    private static func randomKey() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        return String((0..<16).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    /// A mailing that must be there.
    public func mailing(_ id: MailingID) async throws -> Mailing {
        guard let mailing = try await mailings.mailing(id) else {
            throw NewsroomError(
                .data, "there is no mailing \(id): “daybreak mailing list” names those there are")
        }
        return mailing
    }

    /// Where a mailing stands.
    public func report(
        _ id: MailingID, run: (tally: SendTally, seconds: Double)? = nil
    ) async throws -> MailingReport {
        MailingReport(try await mailing(id), counts: try await mailings.counts(of: id), run: run)
    }

    /// The Message-ID of one reader's copy; nil while the mailing is not published.
    public func messageID(of mailing: MailingID) async throws -> (@Sendable (SubscriberID) -> String)? {
        guard let frozen = try await mailings.message(of: mailing) else { return nil }
        let domain = try publication().0.sender.address.domain
        return { MessageID(mailingKey: frozen.key, subscriber: $0, domain: domain).description }
    }

    /// A published mailing's HTML as one reader would see it in a browser.
    func browserVersion(of mailing: MailingID, for subscriber: SubscriberID) async throws -> String? {
        guard let frozen = try await mailings.message(of: mailing),
            let reader = try await subscribers.subscriber(subscriber)
        else { return nil }
        let composed = try JSONDecoder().decode(ComposedEdition.self, from: Data(frozen.edition.utf8))
        let copies = NewsletterCopies(
            frozen: frozen, mailing: mailing, keys: try await subscribers.tokenKeys(),
            returnPath: configuration.returnPath)
        let values = ReaderValues(subscriber: reader)
        return composed.html.filled { copies.value(of: $0, for: values) }
    }
}
