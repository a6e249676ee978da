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

    /// What a relay did.
    public init(relay: String, mailing: MailingID, busy: Duration) {
        self.relay = relay
        self.mailing = mailing
        self.busy = busy
    }
}
