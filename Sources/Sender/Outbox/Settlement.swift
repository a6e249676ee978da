public import MailFormat

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
