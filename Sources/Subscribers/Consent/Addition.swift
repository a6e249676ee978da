// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What became of a request to subscribe.
public enum Addition: Hashable, Sendable {
    case added, alreadyActive, resubscribed
    /// The list wants to be confirmed: a mail has to be answered first. It is queued unless the person got enough of them.
    case unconfirmed(SubscriberID, isMailed: Bool)
    /// The list wants to be confirmed, and strangers asked for it more often than it allows: the request is kept and not
    /// mailed.
    case held(SubscriberID)
    /// The address must not be mailed, and why.
    case suppressed(String)
}
