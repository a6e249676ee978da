// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// What the ledger says of itself at one instant. Times are milliseconds since 1970.
public struct LedgerFigures: Hashable, Sendable {
    /// Answers of one relay about mailboxes of one provider.
    public struct Attempts: Hashable, Sendable {
        /// The relay's name.
        public let relay: String
        /// Who runs the mailboxes.
        public let provider: String
        /// `AttemptOutcome`
        public let outcome: String
        /// `Failure.Cause`; empty where nothing went wrong.
        public let cause: String
        /// How many.
        public let count: Int64
        /// How many microseconds connections were busy with them.
        public let busy: Int64
    }

    /// A mailing that goes out, or did of late.
    public struct MailingFigures: Hashable, Sendable {
        /// Which.
        public let mailing: MailingID
        /// Its list.
        public let list: String
        /// Where it stands.
        public let state: MailingState
        /// Its readers.
        public let audience: Int
        /// When it was to be published.
        public let publishAt: Int64
        /// When it was.
        public let publishedAt: Int64
        /// What it has come to.
        public let results: MailingResults
        /// The time of the delivery that is due first; nil where none waits.
        public let oldestDue: Int64?
    }

    /// What waits of a mailing.
    public struct Waiting: Hashable, Sendable {
        /// Deliveries that wait for a sender, now or later.
        public let due: Int
        /// Deliveries that a sender holds or has on the wire.
        public let held: Int

        /// So many of each.
        public init(due: Int, held: Int) { (self.due, self.held) = (due, held) }
    }

    /// People on a list.
    public struct Members: Hashable, Sendable {
        /// Its name.
        public let list: String
        /// The name of a `SubscriptionStatus`.
        public let status: String
        /// How many.
        public let people: Int
    }

    /// Answers since there is this database.
    public internal(set) var attempts: [Attempts] = []
    /// How often something came to be so, by what it happened to: `return`, `alarm`, `occurrence`.
    public internal(set) var events: [String: [String: Int64]] = [:]
    /// Mailings, the newest first.
    public internal(set) var mailings: [MailingFigures] = []
    /// Alarms that are raised, by kind.
    public internal(set) var alarms: [String: Int] = [:]
    /// The next time of each schedule.
    public internal(set) var nextOccurrences: [String: Int64] = [:]
    /// The earliest time of a planned mailing.
    public internal(set) var nextMailing: Int64?
    /// Mailings that are lent to sending machines.
    public internal(set) var lent = 0
    /// When PostgreSQL was last told that the newsroom lives; nil where it never was.
    public internal(set) var lastRound: Int64?
    /// Processes that send.
    public internal(set) var senders = 0
    /// The size of the database's pages.
    public internal(set) var bytes: Int64 = 0
}
