// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What a mailing has come to so far, as far as it says whether it should go on.
public struct MailingResults: Hashable, Sendable {
    /// Attempts that ended, in whatever way, and deliveries to people who may not be mailed any more.
    public var tried = 0
    /// Deliveries accepted or failed for good.
    public var settled = 0
    /// Those that failed because the mailbox does not exist or is closed.
    public var bounced = 0
    /// Attempts refused by a list of bad hosts, a policy, or because nothing proves that we are who we say.
    public var blocked = 0
    /// Readers who called it spam.
    public var complained = 0

    /// Nothing yet.
    public init() {}

    /// What one more settlement adds.
    public mutating func count(_ disposition: Disposition) {
        switch disposition {
        case .accepted:
            tried += 1
            settled += 1
        case .failed(let failure):
            tried += 1
            settled += 1
            note(failure)
        case .deferred(let failure, _):
            tried += 1
            note(failure)
        case .uncertain: tried += 1
        case .postponed(let failure?, _): note(failure)
        case .returned, .postponed(nil, _): break
        }
    }

    /// Adds what a failure says of the mailbox, or of what its server has against us.
    public mutating func note(_ failure: Failure) {
        switch failure.bounce {
        case .unknownUser, .hard: bounced += 1
        case .soft, nil: break
        }
        switch failure.cause {
        case .blocked, .policy, .alignment: blocked += 1
        default: break
        }
    }
}
