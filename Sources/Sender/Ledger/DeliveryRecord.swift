// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One row of a mailing's ledger, as reports show it.
public struct DeliveryRecord: Hashable, Sendable {
    /// Who.
    public let subscriber: SubscriberID
    /// Where its copy went; where the reader has their mailbox now as long as there is none.
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

    /// A row.
    public init(
        subscriber: SubscriberID, address: String, state: DeliveryState, attempts: Int, nextAttempt: Int64?,
        cause: String?, code: Int?, status: String?, reply: String?, version: Int, settledAt: Int64?,
        relay: String?
    ) {
        self.subscriber = subscriber
        self.address = address
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.cause = cause
        self.code = code
        self.status = status
        self.reply = reply
        self.version = version
        self.settledAt = settledAt
        self.relay = relay
    }
}
