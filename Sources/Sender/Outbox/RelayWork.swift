// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What a relay did about one message.
public struct RelayWork: Hashable, Sendable {
    /// The relay's name.
    public let relay: String
    /// The mailing the message belongs to.
    public let mailing: MailingID
    /// How long a connection was busy with it.
    public let busy: Duration
    /// Who runs the recipient's mailbox; empty where nobody asked.
    public let provider: String
    /// What went wrong, also where it was the relay's failure and costs the recipient nothing; nil when nothing did.
    public let cause: Failure.Cause?

    /// What a relay did.
    public init(
        relay: String, mailing: MailingID, busy: Duration, provider: String = "", cause: Failure.Cause? = nil
    ) {
        self.relay = relay
        self.mailing = mailing
        self.busy = busy
        self.provider = provider
        self.cause = cause
    }
}
