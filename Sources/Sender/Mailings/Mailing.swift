// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A mailing as the ledger knows it.
public struct Mailing: Hashable, Sendable {
    /// Its number.
    public let id: MailingID
    /// The edition it carries; nil for the standing mailing that asks a list's readers for confirmation.
    public let edition: EditionID?
    /// The name of the list it goes to.
    public let list: String
    /// Where it stands.
    public let state: MailingState
    /// When it is or was to be published, milliseconds since 1970. Where its readers' clocks say when they get it, that is the first of
    /// those times; where it has to be done by a time, as long before that as it takes.
    public let publishAt: Int64
    /// The time zone it was scheduled in: an IANA name.
    public let zone: String
    /// When it was published, milliseconds since 1970.
    public let publishedAt: Int64?
    /// When nothing of it was left to send, milliseconds since 1970.
    public let finishedAt: Int64?
    /// How many deliveries it has.
    public let audience: Int
    /// Why it is halted or, while it is planned, why it could not be published.
    public let reason: String?
    /// When it was found to be too late to go out by itself, milliseconds since 1970; nil when it was not.
    public let heldAt: Int64?
    /// Why it may go out against the proof.
    public let override: String?
    /// Who of the list gets it: a `Segment`'s text, read when it is published; nil for everyone.
    public let segment: String?
    /// How long it is of use to a reader from its publication, or from their wave; nil for as long as the retry policy goes on.
    public let lifetime: Duration?
    /// How long after its publication, or after each wave, it should be done.
    public let deadline: Duration?
    /// Whom it goes to first, while the others wait for them.
    public let canary: MailingTerms.Canary?
    /// How many the canary has; nil while it is not published.
    public let canarySize: Int?
    /// What its time means.
    public let timing: MailingTiming
    /// When the last of its waves is due, milliseconds since 1970; nil when it has none, or while it is not published.
    public let lastWaveAt: Int64?

    /// A mailing.
    public init(
        id: MailingID, edition: EditionID?, list: String, state: MailingState, publishAt: Int64,
        zone: String, publishedAt: Int64?, finishedAt: Int64?, audience: Int, reason: String?,
        heldAt: Int64?, override: String?, segment: String?, lifetime: Duration?, deadline: Duration?,
        canary: MailingTerms.Canary?, canarySize: Int?, timing: MailingTiming = .start,
        lastWaveAt: Int64? = nil
    ) {
        self.id = id
        self.edition = edition
        self.list = list
        self.state = state
        self.publishAt = publishAt
        self.zone = zone
        self.publishedAt = publishedAt
        self.finishedAt = finishedAt
        self.audience = audience
        self.reason = reason
        self.heldAt = heldAt
        self.override = override
        self.segment = segment
        self.lifetime = lifetime
        self.deadline = deadline
        self.canary = canary
        self.canarySize = canarySize
        self.timing = timing
        self.lastWaveAt = lastWaveAt
    }

    /// Whether its readers' clocks say when they get it.
    public var goesByReadersClocks: Bool { timing.readersTime != nil }

    /// Whether some of its readers may still get it; one that was published and is not over.
    public var isGoingOut: Bool {
        publishedAt != nil && [.sending, .paused, .halted].contains(state)
    }

    /// Whether readers have it and nobody else will get it.
    public var isOver: Bool { publishedAt != nil && [.sent, .cancelled].contains(state) }

    /// When it should be done, milliseconds since 1970; nil when nobody waits for it. While it is not published that is
    /// counted from when it was to be.
    public var deadlineAt: Int64? {
        timing.deliverBy ?? deadline.map { (begunAt ?? publishAt) + $0.milliseconds }
    }

    /// When it had gone out to everybody who was not to wait, milliseconds since 1970; nil while it is not published.
    public var begunAt: Int64? { lastWaveAt ?? publishedAt }

    /// Until when most of its readers wait for the canary, milliseconds since 1970; nil when there is none, or while it is
    /// not published.
    public var canaryEndsAt: Int64? {
        guard let canary, let publishedAt else { return nil }
        return publishedAt + canary.wait.milliseconds
    }

    /// When it stops being of use, milliseconds since 1970; nil for never, or while it is not published.
    public var expiresAt: Int64? {
        guard let lifetime, let begunAt else { return nil }
        return begunAt + lifetime.milliseconds
    }
}
