import Composer
import CurlTransport
import Foundation
public import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

extension Newsroom {
    /// Plans a mailing of an edition to a list.
    /// - Parameters:
    ///   - time: nil for now.
    ///   - segment: who of the list gets it, asked when it is published; nil for everyone.
    ///   - terms: how it is to go out; its guard rails are those of the configuration.
    ///   - override: why it may go out against the proof, or once more.
    /// - Throws: `ProofBlocked` when the proof finds what must not go out, and nobody overrides it.
    public func schedule(
        _ edition: EditionID, to list: String, at time: LocalTime?, segment: Segment? = nil,
        terms: MailingTerms = MailingTerms(), override: String? = nil
    ) async throws -> MailingID {
        var terms = terms
        terms.guardRails = configuration.guardRails
        let instant = time?.instant ?? Self.now
        guard instant >= Self.now - Self.slack else {
            throw NewsroomError(
                .usage,
                "\(RFC3339.text(instant, in: time?.zone ?? .utc)) is in the past: say --now, or a time to come"
            )
        }
        try await checkPublication(of: edition, list)
        try requireRelays(of: try await self.edition(edition).publication)
        let own = try zone(of: try await publication(ofList: list))
        let zone = time?.zone ?? own
        // What cannot go out now will not be fit at six in the morning.
        let findings = try await proof(edition, list: list, day: Self.day(instant, in: zone))
        if let override, override.allSatisfy(\.isWhitespace) {
            throw NewsroomError(.usage, "the reason for --override is empty: say why")
        }
        if override == nil { try ProofBlocked.check(findings, edition) }
        if time == nil, try await !mailings.hasReaders(on: list, in: segment?.text) {
            throw StoreError.nobody(list: list)
        }
        return try await mailings.schedule(
            edition: edition, list: list, publishAt: time?.instant, zone: zone.name, segment: segment?.text,
            terms: terms, override: override)
    }

    /// Refuses to send one publication's edition to another's list.
    func checkPublication(of id: EditionID, _ list: String) async throws {
        let wanted = try await subscribers.list(list).publication ?? configuration.publication
        let own = try await editions.publication(of: id) ?? configuration.publication
        guard wanted == own else {
            throw NewsroomError(
                .data,
                "edition \(id) is of the publication “\(own)”, and “\(list)” gets “\(wanted)”: choose another list"
            )
        }
    }

    /// Milliseconds that a time may be past when it is planned.
    private static let slack: Int64 = 60_000

    /// Publishes a planned mailing: proves, composes, freezes, and gives everyone on the list a row of the ledger.
    /// - Returns: the audience; nil when someone else published or cancelled it meanwhile.
    /// - Throws: `ProofBlocked` when the proof finds what must not go out, and nobody overrode it.
    public func publish(_ id: MailingID) async throws -> Int? {
        let mailing = try await mailing(id)
        guard mailing.edition != nil else { return nil }
        let ready = try await readied(mailing)
        let overridden =
            ready.blocking.isEmpty
            ? nil : String(decoding: try JSONEncoder().encode(ready.blocking), as: UTF8.self)
        return try await mailings.publish(
            id, ready.message, optional: ready.prepared.optional, silent: ready.prepared.silent,
            overridden: overridden)
    }

    /// All that publishing needs, made and proved.
    struct ReadyMailing {
        let prepared: PreparedEdition
        let message: FrozenMessage
        /// What its proof found that blocks, and somebody overrode.
        let blocking: [Finding]
    }

    /// Does all of publishing that changes nothing.
    func readied(_ mailing: Mailing) async throws -> ReadyMailing {
        guard let edition = mailing.edition else {
            throw NewsroomError(.data, "mailing \(mailing.id) asks for confirmations: it has no edition")
        }
        // The list may have been given to another publication since.
        try await checkPublication(of: edition, mailing.list)
        let zone = (try? NamedZone(mailing.zone)) ?? .utc
        let instant = max(mailing.publishAt, Self.now)
        let prepared = try await prepared(try await self.edition(edition), for: mailing.list)
        let findings = try await proof(of: prepared, to: mailing.list, day: Self.day(instant, in: zone))
        if mailing.override == nil { try ProofBlocked.check(findings, edition) }
        try requireRelays(of: prepared.publication.id)
        _ = try signingIdentities(at: instant, of: prepared.publication.id)
        let message = try await message(
            of: prepared, to: mailing.list, publishedAt: instant / 1000, zone: zone)
        return ReadyMailing(
            prepared: prepared, message: message, blocking: findings.filter { $0.severity == .blocking })
    }

    /// Refuses mail that a relay in use must not carry: one run has the relays of the newsroom's own publication.
    private func requireRelays(of publication: String) throws {
        guard let other = configuration.relays.first(where: { !$0.carries(publication) }) else { return }
        throw NewsroomError(
            .configuration,
            "the relay “\(other.access.name)” does not carry “\(publication)”: name it under publications of that relay, or send it from a newsroom whose publication it is"
        )
    }

    /// Every version of an edition as it is frozen for a list.
    func message(
        of prepared: PreparedEdition, to name: String, publishedAt: Int64, zone: NamedZone
    ) async throws -> FrozenMessage {
        let list = try await subscribers.list(name)
        return try prepared.message(
            key: mailings.newMessageKey(), to: (list.name, list.title), publishedAt: publishedAt, zone: zone,
            configuration: configuration)
    }

    /// Milliseconds since 1970.
    static var now: Int64 { Machine.now() }

    /// The day an instant falls on, `2026-11-24`.
    static func day(_ milliseconds: Int64, in zone: NamedZone) -> String {
        zone.time(at: milliseconds).dayText
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
        let mailing = try await mailing(id)
        let zone = try? zone(of: try await publication(of: mailing))
        return MailingReport(
            mailing, counts: try await mailings.counts(of: id), in: zone ?? shownZone,
            lastDue: try await mailings.lastDue(in: id), run: run)
    }

    /// Makes deliveries of a mailing due again that failed or are in doubt; returns how many.
    /// - Parameters:
    ///   - uncertain: whether those in doubt, which may give a reader a second copy.
    ///   - causes: only those with one of these; empty for all.
    public func retry(
        _ id: MailingID, failed: Bool, uncertain: Bool, causes: [Failure.Cause]
    ) async throws -> Int {
        guard try await mailing(id).state != .cancelled else {
            throw NewsroomError(.data, "mailing \(id) is cancelled: nothing of it is sent any more")
        }
        return try await mailings.retry(id, failed: failed, uncertain: uncertain, causes: causes)
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

    /// A published mailing's HTML as one reader would see it in a browser.
    func browserVersion(of mailing: MailingID, for subscriber: SubscriberID) async throws -> String? {
        guard let frozen = try await mailings.message(of: mailing),
            let reader = try await subscribers.subscriber(subscriber)
        else { return nil }
        let version = try await mailings.version(of: mailing, for: subscriber) ?? 1
        let composed = try JSONDecoder().decode(
            ComposedEdition.self, from: Data(frozen[version].edition.utf8))
        let copies = NewsletterCopies(
            frozen: frozen, mailing: mailing, keys: try await tokenKeys.keys(),
            returnPath: configuration.returnPath)
        let values = ReaderValues(subscriber: reader)
        return composed.html.filled { copies.value(of: $0, for: values) }
    }
}
