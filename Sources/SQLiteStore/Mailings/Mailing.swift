public import MailFormat
public import Sender

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
    /// When it is or was to be published, milliseconds since 1970.
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
    /// How long after publication it is of use; nil for as long as the retry policy goes on.
    public let lifetime: Duration?
    /// How long after publication it should be done.
    public let deadline: Duration?
    /// Whom it goes to first, while the others wait for them.
    public let canary: MailingTerms.Canary?
    /// How many the canary has; nil while it is not published.
    public let canarySize: Int?

    /// Whether some of its readers may still get it; one that was published and is not over.
    public var isGoingOut: Bool {
        publishedAt != nil && [.sending, .paused, .halted].contains(state)
    }

    /// Whether readers have it and nobody else will get it.
    public var isOver: Bool { publishedAt != nil && [.sent, .cancelled].contains(state) }

    /// When it should be done, milliseconds since 1970; nil when nobody waits for it. While it is not published that is
    /// counted from when it was to be.
    public var deadlineAt: Int64? { deadline.map { (publishedAt ?? publishAt) + $0.milliseconds } }

    /// Until when most of its readers wait for the canary, milliseconds since 1970; nil when there is none, or while it is
    /// not published.
    public var canaryEndsAt: Int64? {
        guard let canary, let publishedAt else { return nil }
        return publishedAt + canary.wait.milliseconds
    }

    /// When it stops being of use, milliseconds since 1970; nil for never, or while it is not published.
    public var expiresAt: Int64? {
        guard let lifetime, let publishedAt else { return nil }
        return publishedAt + lifetime.milliseconds
    }
}

/// One version of an edition, as it is frozen.
public struct FrozenVersion: Sendable {
    /// The sections it leaves out.
    public let without: Set<String>
    /// The encoded message.
    public let template: MessageTemplate
    /// The composed edition as JSON, for the browser version.
    public let edition: String

    /// Puts the parts together.
    public init(without: Set<String>, template: MessageTemplate, edition: String) {
        self.without = without
        self.template = template
        self.edition = edition
    }

    /// The same for the same sections: their names in the order of their bytes.
    var key: String { SectionSet.key(without) }
}

/// What is frozen when a mailing is published.
public struct FrozenMessage: Sendable {
    /// Left part of its Message-IDs, before the subscriber's number; random.
    public let key: String
    /// Version 1, the whole edition, first.
    public let versions: [FrozenVersion]

    /// Puts the parts together.
    public init(key: String, versions: [FrozenVersion]) {
        precondition(!versions.isEmpty, "a message has at least one version")
        self.key = key
        self.versions = versions
    }

    /// The version of a delivery.
    public subscript(version: Int) -> FrozenVersion {
        versions.indices.contains(version - 1) ? versions[version - 1] : versions[0]
    }
}

/// One row of a mailing's ledger, as reports show it.
public struct DeliveryRecord: Hashable, Sendable {
    /// Who.
    public let subscriber: SubscriberID
    /// Where to.
    public let address: String
    /// Where it stands.
    public let state: DeliveryState
    /// How often a relay answered for it.
    public let attempts: Int
    /// When it is due again, milliseconds since 1970.
    public let nextAttempt: Int64?
    /// `Failure.Cause` of the last failure.
    public let cause: String?
    /// SMTP code of the last reply.
    public let code: Int?
    /// Enhanced status of the last reply (RFC 3463).
    public let status: String?
    /// The last reply, or what was seen instead.
    public let reply: String?
    /// Which version of the edition.
    public let version: Int
    /// When it got its state, where a relay or its mailing's end decided it, milliseconds since 1970.
    public let settledAt: Int64?
    /// The relay that was asked last; nil when none was.
    public let relay: String?
}
