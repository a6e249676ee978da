// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What came of a job on its connection.
struct JobResult: Sendable {
    let settlement: Settlement
    let mailing: MailingID
    /// What the relay said or did, if it was not acceptance; the relay's own failure also when it counts against the recipient.
    let failure: Failure?
    /// Whether a refusal says nothing of other copies of the mailing.
    var standsAlone = false
    /// The domain that asked for less mail.
    let throttled: String?

    /// The relay's failure that ends the connection. A relay that says only that it gets too many messages a second goes on
    /// answering, so that is none.
    var relayFailure: Failure? {
        failure.flatMap { $0.scope == .relay && !$0.isComplaint ? $0 : nil }
    }
}
