public import MailFormat

/// Names one row of the ledger.
public struct DeliveryID: RawRepresentable, Hashable, Sendable {
    /// The ledger's number.
    public let rawValue: Int64

    /// Wraps the ledger's number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What is known of a reader when their copy is written.
public struct Reader: Hashable, Sendable {
    /// May be empty.
    public let firstName: String
    /// May be empty.
    public let lastName: String
    /// A language tag; may be empty.
    public let language: String
    /// The newsroom's own fields, as a JSON object.
    public let attributes: String

    /// A reader's values.
    public init(
        firstName: String = "", lastName: String = "", language: String = "", attributes: String = "{}"
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.language = language
        self.attributes = attributes
    }
}

/// Names what a run of a sender made a mailing's copies with besides its message and the readers, in the ledger's numbers.
public struct RecipeID: Hashable, Sendable {
    /// The worker that noted it.
    public let worker: Int64
    /// Which of those that the worker noted.
    public let number: Int64

    /// Wraps the ledger's numbers.
    public init(worker: Int64, number: Int64) {
        self.worker = worker
        self.number = number
    }
}

/// A delivery that this worker holds. One that was in doubt has the address and the reader of the copy that may have arrived,
/// so that a repeat is the same.
public struct LeasedDelivery: Hashable, Sendable {
    /// Its row.
    public let id: DeliveryID
    /// Which mailing.
    public let mailing: MailingID
    /// Which subscriber.
    public let subscriber: SubscriberID
    /// Where it goes.
    public let recipient: EmailAddress
    /// Who reads it.
    public let reader: Reader
    /// How often it was tried before.
    public let attempts: Int
    /// How often it was uncertain before.
    public let doubts: Int
    /// Time since its mailing was published.
    public let age: Duration
    /// How long after that it is of use; nil for as long as the retry policy goes on.
    public let lifetime: Duration?
    /// Which version of the edition, counted from 1.
    public let version: Int
    /// What the copy was made with that may have arrived; nil when there is none, or that is not known.
    public let recipe: RecipeID?

    /// A row with what sending it needs.
    public init(
        id: DeliveryID, mailing: MailingID, subscriber: SubscriberID, recipient: EmailAddress,
        reader: Reader, attempts: Int, doubts: Int, age: Duration, lifetime: Duration? = nil,
        version: Int = 1, recipe: RecipeID? = nil
    ) {
        self.id = id
        self.mailing = mailing
        self.subscriber = subscriber
        self.recipient = recipient
        self.reader = reader
        self.attempts = attempts
        self.doubts = doubts
        self.age = age
        self.lifetime = lifetime
        self.version = version
        self.recipe = recipe
    }

    /// The same row, with the address and the reader that its copy in doubt has.
    public func repeating(to address: EmailAddress, _ former: Reader, madeWith recipe: RecipeID?) -> Self {
        LeasedDelivery(
            id: id, mailing: mailing, subscriber: subscriber, recipient: address, reader: former,
            attempts: attempts, doubts: doubts, age: age, lifetime: lifetime, version: version, recipe: recipe
        )
    }
}

/// A result for the ledger.
public struct Settlement: Hashable, Sendable {
    /// Which row.
    public let delivery: DeliveryID
    /// What becomes of it.
    public let disposition: Disposition
    /// What a relay did about it; nil when none was asked.
    public let work: RelayWork?

    /// A row and what becomes of it.
    public init(_ delivery: DeliveryID, _ disposition: Disposition, work: RelayWork? = nil) {
        self.delivery = delivery
        self.disposition = disposition
        self.work = work
    }
}

/// What a relay did about one message.
public struct RelayWork: Hashable, Sendable {
    /// The relay's name.
    public let relay: String
    /// The mailing the message belongs to.
    public let mailing: MailingID
    /// How long a connection was busy with it.
    public let busy: Duration

    /// What a relay did.
    public init(relay: String, mailing: MailingID, busy: Duration) {
        self.relay = relay
        self.mailing = mailing
        self.busy = busy
    }
}

/// What one tick is to commit.
public struct OutboxOrders: Hashable, Sendable {
    /// Results; only rows this worker holds are changed. `.returned` and `.postponed` also give back leased rows.
    public var settle: [Settlement] = []
    /// Leased rows about to go on the wire.
    public var start: [DeliveryID] = []
    /// How many due rows to lease at the most.
    public var lease = 0
    /// What relays with quotas would be given.
    public var claims: [QuotaClaim] = []

    /// Nothing to do yet.
    public init() {}

    /// Whether there is nothing to commit.
    public var isEmpty: Bool { settle.isEmpty && start.isEmpty && lease == 0 && claims.isEmpty }
}

/// What one tick did.
public struct OutboxReport: Hashable, Sendable {
    /// The rows of `start` that are now in flight; others were withdrawn, cancelled, paused or lost to lease end.
    public var started: [DeliveryID]
    /// The rows of `start` that this worker holds no longer: their readers may not be mailed any more and are suppressed, or
    /// their address or fields have changed and they are queued again.
    public var withdrawn: [DeliveryID]
    /// The rows now held by this worker.
    public var leased: [LeasedDelivery]
    /// Settled rows that this worker no longer held: nothing was changed.
    public var lost: [DeliveryID]
    /// What was granted of the claims, by the relay's name. It counts against the quotas of every worker, also should this
    /// one be killed before it uses it.
    public var grants: [String: QuotaGrant]
    /// Mailings that were halted because of what was settled, with reasons.
    public var halted: [MailingID: String]

    /// What a tick did.
    public init(
        started: [DeliveryID] = [], withdrawn: [DeliveryID] = [], leased: [LeasedDelivery] = [],
        lost: [DeliveryID] = [], grants: [String: QuotaGrant] = [:], halted: [MailingID: String] = [:]
    ) {
        self.started = started
        self.withdrawn = withdrawn
        self.leased = leased
        self.lost = lost
        self.grants = grants
        self.halted = halted
    }
}

/// What waits in a ledger and is held by no worker.
public struct OutboxOutlook: Hashable, Sendable {
    /// The time until the earliest may be leased, or to look again; zero when one may be leased now; nil when none waits.
    public let untilDue: Duration?
    /// Whether something is due that may not be leased for a moment, because a command works on its mailing.
    public let isHeldUp: Bool

    /// What waits.
    public init(untilDue: Duration?, isHeldUp: Bool = false) {
        self.untilDue = untilDue
        self.isHeldUp = isHeldUp
    }
}

/// How far a delivery in flight has come.
public enum TransmissionStage: Hashable, Sendable {
    /// Its content goes on the wire now: from here on the relay may have it.
    case begun
    /// The relay has it.
    case accepted(Reply)
    /// The relay does not have it: it refused it, or the connection was lost before the dot.
    case refused
}

/// The port through which one worker leases and settles deliveries. An instance belongs to one worker.
///
/// Every call is one durable transaction: when it returns, a crash loses nothing of it; when it throws,
/// nothing of it happened. Consent and suppression are looked at when a row is leased and again when it starts: who may not be
/// mailed any more becomes `suppressed` and is not returned. A worker keeps what it holds while it ticks, however long that
/// takes.
public protocol Outbox: Sendable {
    /// Settles, then starts, then leases, then grants, in one transaction.
    func tick(_ orders: OutboxOrders) async throws -> OutboxReport

    /// Remembers at once, without a transaction, how far a delivery in flight has come, so that no more of them are in doubt
    /// than necessary should this worker's process be killed before the tick that settles it. A power cut may forget it.
    func witness(_ delivery: DeliveryID, _ stage: TransmissionStage)

    /// What waits and is held by no worker.
    func outlook() async throws -> OutboxOutlook

    /// Stops a mailing whose content relays refuse; its rows stay queued until an operator resumes it.
    func halt(_ mailing: MailingID, because reason: String) async throws

    /// Says that the run is over and nothing more will be asked: what shows others that this worker lives is let go of,
    /// whoever still holds the outbox.
    func leave()
}

extension Outbox {
    /// Nothing shows that a worker lives.
    public func leave() {}
}
