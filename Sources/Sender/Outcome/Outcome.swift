// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What is known of one attempt to deliver one message.
public enum Outcome: Hashable, Sendable {
    /// The relay answered the final dot with 2xx: the message is its responsibility (RFC 5321 §4.2.5).
    case accepted(Reply)
    /// The relay does not have the message.
    case failed(Failure)
    /// The dot was sent and no reply is known: the relay may or may not have the message.
    case uncertain(String)
}
