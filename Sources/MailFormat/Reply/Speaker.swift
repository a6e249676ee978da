// SPDX-License-Identifier: Apache-2.0

/// Who says that a message was not delivered: the same words mean something else from each.
///
/// | speaker | what it says of an account, a login or relaying | what it says of itself: load, lists of bad hosts, TLS |
/// | --- | --- | --- |
/// | our submission relay | is of our account: relay scope | relay scope |
/// | a receiving server | it has no account of ours: the recipient's trouble | the domain's, or the session's (relay scope) |
/// | a mailed report | a server said it that we do not know: the recipient's trouble | the domain's |
///
/// What a receiving server says before a recipient is named, and with 421, is of the session. What any of them says of a mailbox
/// or of the message is the same.
public enum Speaker: Hashable, Sendable {
    /// The relay that we submit mail to; its limits and whom we may send as come at RCPT and after the dot as well, under
    /// codes that speak of mailboxes.
    case submissionRelay(Failure.Phase)
    /// The server of the recipient's domain, spoken to by us.
    case receivingServer(Failure.Phase)
    /// Mail that came back (RFC 3464), which quotes what some server said to another.
    case report

    /// How far the dialogue had come when it was said.
    public var phase: Failure.Phase {
        switch self {
        case .submissionRelay(let phase), .receivingServer(let phase): phase
        case .report: .report
        }
    }
}
