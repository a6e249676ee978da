public import MailFormat

/// What became of a request to subscribe.
public enum Addition: Hashable, Sendable {
    case added, alreadyActive, resubscribed
    /// The list wants to be confirmed: a mail has to be answered first, and is queued unless enough were.
    case unconfirmed(SubscriberID, isMailed: Bool)
    /// The same, but strangers asked for the list more often than it allows: the request is kept and
    /// not mailed.
    case held(SubscriberID)
    /// Must not be mailed, and why.
    case suppressed(String)
}
