// SPDX-License-Identifier: Apache-2.0

/// A mailing's ledger in numbers.
public struct MailingStatistics: Hashable, Sendable {
    /// What became of the mail to one domain.
    public struct Domain: Hashable, Sendable {
        /// Deliveries.
        public var readers = 0
        /// Deliveries that a relay took.
        public var accepted = 0
        /// Deliveries that are still to be tried.
        public var waiting = 0
        /// Deliveries that will not be tried again, or came back.
        public var failed = 0
        /// Deliveries of which it is not known whether they arrived.
        public var uncertain = 0
        /// Answers that were no acceptance.
        public var refusals = 0
        /// When the last delivery was taken, milliseconds since 1970.
        public var lastAccepted: Int64?

        /// Nothing yet.
        public init() {}

        /// Both together.
        public static func + (one: Domain, other: Domain) -> Domain {
            var sum = one
            sum.readers += other.readers
            sum.accepted += other.accepted
            sum.waiting += other.waiting
            sum.failed += other.failed
            sum.uncertain += other.uncertain
            sum.refusals += other.refusals
            sum.lastAccepted = [one.lastAccepted, other.lastAccepted].compactMap { $0 }.max()
            return sum
        }
    }

    /// What went wrong for one reason.
    public struct Cause: Hashable, Sendable {
        /// Deliveries that failed for it.
        public var failed = 0
        /// Deliveries that wait because of it.
        public var waiting = 0
        /// Answers that named it, of all attempts.
        public var refusals = 0

        /// Nothing yet.
        public init() {}
    }

    /// What one relay did.
    public struct Relay: Hashable, Sendable {
        /// Messages it was asked to take.
        public var messages = 0
        /// How long its connections were busy with them, milliseconds in all.
        public var busy: Int64 = 0
        /// Its answers that were no acceptance.
        public var refusals = 0

        /// Nothing yet.
        public init() {}

        /// How long a connection was busy with one of them, milliseconds.
        public var perMessage: Double { messages > 0 ? Double(busy) / Double(messages) : 0 }
    }

    /// Rows of the ledger; less than the audience when some have become counts.
    public private(set) var rows = 0
    /// When deliveries were accepted.
    public private(set) var acceptances: AnswerTimes
    /// When relays answered otherwise.
    public private(set) var refusals: AnswerTimes
    /// Answers of which it is not known what they were.
    public private(set) var doubts = 0
    /// By domain.
    public private(set) var domains: [String: Domain] = [:]
    /// By `Failure.Cause`.
    public private(set) var causes: [String: Cause] = [:]
    /// Accepted deliveries by how many attempts they took.
    public private(set) var attempts: [Int: Int] = [:]
    /// By relay, as far as it was noted.
    public var relays: [String: Relay] = [:]

    /// Nothing yet.
    /// - Parameter published: when the mailing was published, milliseconds since 1970.
    public init(from published: Int64) {
        acceptances = AnswerTimes(from: published)
        refusals = AnswerTimes(from: published)
    }

    /// Counts a row of the ledger.
    public mutating func count(
        _ state: DeliveryState, to name: String, settledAt: Int64, attempts tries: Int, cause: String?
    ) {
        rows += 1
        domains[name, default: Domain()].count(state, settledAt)
        switch state {
        case .accepted:
            acceptances.add(settledAt)
            attempts[tries, default: 0] += 1
        case .failed: if let cause { causes[cause, default: Cause()].failed += 1 }
        case .deferred: if let cause { causes[cause, default: Cause()].waiting += 1 }
        case .queued, .leased, .inFlight, .uncertain, .bounced, .suppressed, .cancelled: break
        }
    }

    /// Counts an answer that was no acceptance.
    public mutating func count(
        attempt state: DeliveryState, to name: String, at time: Int64, cause: String?, relay: String?
    ) {
        refusals.add(time)
        domains[name, default: Domain()].refusals += 1
        if state == .uncertain { doubts += 1 }
        if let cause { causes[cause, default: Cause()].refusals += 1 }
        if let relay { relays[relay, default: Relay()].refusals += 1 }
    }
}

extension MailingStatistics.Domain {
    fileprivate mutating func count(_ state: DeliveryState, _ settledAt: Int64) {
        readers += 1
        switch state {
        case .accepted:
            accepted += 1
            lastAccepted = max(lastAccepted ?? settledAt, settledAt)
        case .queued, .leased, .inFlight, .deferred: waiting += 1
        case .failed, .bounced: failed += 1
        case .uncertain: uncertain += 1
        case .suppressed, .cancelled: break
        }
    }
}
