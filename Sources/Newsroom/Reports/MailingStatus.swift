import MailFormat
import SQLiteStore
import Sender

/// Where a mailing stands, as `send` and `mailing show` report it.
public struct MailingStatus: Encodable, Sendable {
    /// Its number.
    public let mailing: Int64
    /// The edition's number; nil for the mails that ask a list's readers for confirmation.
    public let edition: Int64?
    /// The list's name.
    public let list: String
    /// Where it stands.
    public let state: String
    /// Who of the list gets it; nil for everyone.
    public let segment: String?
    /// Why it is halted or, while it is planned, why it could not be published.
    public let reason: String?
    /// Why it may go out against the proof.
    public let override: String?
    /// RFC 3339.
    public let publishAt: String
    /// The same in milliseconds since 1970.
    public let plannedFor: Int64
    /// The same as the clocks of its zone show it; RFC 3339.
    public let localPublishAt: String
    /// The zone that it was planned in: an IANA name.
    public let zone: String
    /// When it was found to be too late to go out by itself; RFC 3339.
    public let heldAt: String?
    /// When it stops being of use; RFC 3339.
    public let expiresAt: String?
    /// RFC 3339.
    public let finishedAt: String?
    /// When everybody should have been tried; RFC 3339.
    public let deadlineAt: String?
    /// When everybody will have been tried, at the pace since publication, and who waits for a later try once more; RFC 3339.
    /// Nil while it does not move.
    public let expectedAt: String?
    /// Deliveries that go first; nil when there is no canary.
    public let canary: Int?
    /// How many deliveries it has.
    public let audience: Int
    /// Deliveries by state; all states, summing to the audience.
    public let counts: [String: Int]
    /// How long the run took, where the report is of one.
    public let seconds: Double?
    /// Deliveries settled per second of that run.
    public let perSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case mailing, edition, list, segment, state, reason, override, publishAt, localPublishAt, zone,
            heldAt, expiresAt, finishedAt,
            deadlineAt, expectedAt, canary,
            audience,
            counts,
            seconds,
            perSecond
    }

    /// - Parameters:
    ///   - zone: whose clock times are told by.
    ///   - now: milliseconds since 1970.
    ///   - lastDue: when the last delivery that waits is due, milliseconds since 1970.
    init(
        _ mailing: Mailing, counts: [DeliveryState: Int], in zone: NamedZone, now: Int64,
        lastDue: Int64? = nil,
        run: (tally: SendTally, seconds: Double)? = nil
    ) {
        func text(_ instant: Int64) -> String { RFC3339.text(instant, in: zone) }
        self.mailing = mailing.id.rawValue
        edition = mailing.edition?.rawValue
        list = mailing.list
        segment = mailing.segment
        state = mailing.state.name
        reason = mailing.reason
        override = mailing.override
        publishAt = text(mailing.publishAt)
        plannedFor = mailing.publishAt
        localPublishAt = RFC3339.text(
            mailing.publishAt, in: (try? NamedZone(mailing.zone)) ?? .utc)
        self.zone = mailing.zone
        heldAt = mailing.heldAt.map(text)
        expiresAt = mailing.expiresAt.map(text)
        finishedAt = mailing.finishedAt.map(text)
        deadlineAt = mailing.deadlineAt.map(text)
        expectedAt = Self.expected(mailing, counts, lastDue: lastDue, now: now).map(text)
        canary = mailing.canarySize
        audience = mailing.audience
        self.counts = Dictionary(
            uniqueKeysWithValues: DeliveryState.allCases.map { ($0.name, counts[$0] ?? 0) })
        seconds = run.map { ($0.seconds * 1000).rounded() / 1000 }
        perSecond = run.map { ($0.seconds > 0 ? Double($0.tally.total) / $0.seconds : 0).rounded() }
    }

    private static func expected(
        _ mailing: Mailing, _ counts: [DeliveryState: Int], lastDue: Int64?, now: Int64
    ) -> Int64? {
        guard mailing.state == .sending, let begun = mailing.canaryEndsAt ?? mailing.publishedAt, now > begun
        else { return nil }
        let left = [.queued, .leased, .inFlight].reduce(0) { $0 + (counts[$1] ?? 0) }
        let done = mailing.audience - left - (mailing.canary == nil ? 0 : mailing.canarySize ?? 0)
        let finish = DeadlineWatch.finish(left: left, done: done, in: now - begun, at: now)
        return finish.map { max($0, lastDue ?? $0) }
    }

    /// What to say when everybody who was tried failed; nil when somebody did not. Mails that ask for confirmation reach
    /// nobody where a stranger gave a wrong address.
    public var reachedNobody: String? {
        func count(_ state: DeliveryState) -> Int { counts[state.name] ?? 0 }
        let failed = count(.failed) + count(.bounced)
        guard edition != nil, failed > 0, failed == audience - count(.suppressed) else { return nil }
        let all = failed == 1 ? "its one reader" : "all \(failed) readers"
        return
            "mailing \(mailing) reached nobody: \(all) failed; “daybreak mailing deliveries \(mailing)” says why, "
            + "“mailing retry \(mailing)” tries again"
    }

    /// Absent is null.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(mailing, forKey: .mailing)
        try values.encode(edition, forKey: .edition)
        try values.encode(list, forKey: .list)
        try values.encode(segment, forKey: .segment)
        try values.encode(state, forKey: .state)
        try values.encode(reason, forKey: .reason)
        try values.encode(override, forKey: .override)
        try values.encode(publishAt, forKey: .publishAt)
        try values.encode(localPublishAt, forKey: .localPublishAt)
        try values.encode(zone, forKey: .zone)
        try values.encode(heldAt, forKey: .heldAt)
        try values.encode(expiresAt, forKey: .expiresAt)
        try values.encode(finishedAt, forKey: .finishedAt)
        try values.encode(deadlineAt, forKey: .deadlineAt)
        try values.encode(expectedAt, forKey: .expectedAt)
        try values.encode(canary, forKey: .canary)
        try values.encode(audience, forKey: .audience)
        try values.encode(counts, forKey: .counts)
        try values.encode(seconds, forKey: .seconds)
        try values.encode(perSecond, forKey: .perSecond)
    }
}
