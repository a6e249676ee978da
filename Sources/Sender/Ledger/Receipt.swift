// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One mailing as one person got it.
public struct Receipt: Hashable, Sendable {
    /// Which mailing.
    public let mailing: MailingID
    /// Where it stands.
    public let state: DeliveryState
    /// How often a relay answered for it.
    public let attempts: Int
    /// When it was settled, milliseconds since 1970.
    public let settledAt: Int64?
    /// Which version of the edition.
    public let version: Int
    /// The last reply, or what was seen instead.
    public let reply: String?

    /// What became of one mailing.
    public init(
        mailing: MailingID, state: DeliveryState, attempts: Int, settledAt: Int64?, version: Int,
        reply: String?
    ) {
        self.mailing = mailing
        self.state = state
        self.attempts = attempts
        self.settledAt = settledAt
        self.version = version
        self.reply = reply
    }
}
