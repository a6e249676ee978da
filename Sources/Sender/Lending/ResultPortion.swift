// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Results that one worker committed together, in its own order.
public struct ResultPortion: Hashable, Sendable {
    /// Which mailing they are of.
    public let mailing: MailingID
    /// The worker's number.
    public let worker: Int64
    /// Its place in the worker's stream.
    public let seq: Int64
    /// When they were committed, milliseconds since 1970.
    public let at: Int64
    /// In the order in which they came.
    public let results: [LentResult]

    /// A portion of a worker's stream.
    public init(mailing: MailingID, worker: Int64, seq: Int64, at: Int64, results: [LentResult]) {
        self.mailing = mailing
        self.worker = worker
        self.seq = seq
        self.at = at
        self.results = results
    }
}
