// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Sender

/// Where a mailing stands, as `send` and `mailing show` report it.
public struct MailingStatus: Sendable {
    /// What one run of a sender did.
    public struct Run: Hashable, Sendable {
        /// How long it took.
        public let seconds: Double
        /// Deliveries settled a second.
        public let perSecond: Double

        /// - Parameter seconds: rounded to milliseconds.
        public init(_ tally: SendTally, seconds: Double) {
            self.seconds = (seconds * 1000).rounded() / 1000
            perSecond = (seconds > 0 ? Double(tally.total) / seconds : 0).rounded()
        }
    }

    /// As the ledger knows it.
    public let mailing: Mailing
    /// Deliveries by state, summing to the audience.
    public let counts: [DeliveryState: Int]
    /// The zone whose clock its times are told by.
    public let clock: NamedZone
    /// When everybody will have been tried, at the pace since publication, and who waits for a later try once more, milliseconds
    /// since 1970. Nil while it does not move.
    public let expectedAt: Int64?
    /// The run that the report is of.
    public let run: Run?

    /// - Parameters:
    ///   - zone: whose clock times are told by.
    ///   - now: milliseconds since 1970.
    ///   - lastDue: when the last delivery that waits is due, milliseconds since 1970.
    init(
        _ mailing: Mailing, counts: [DeliveryState: Int], in zone: NamedZone, now: Int64,
        lastDue: Int64? = nil, run: Run? = nil
    ) {
        self.mailing = mailing
        self.counts = counts
        clock = zone
        expectedAt = Self.expected(mailing, counts, lastDue: lastDue, now: now)
        self.run = run
    }

    private static func expected(
        _ mailing: Mailing, _ counts: [DeliveryState: Int], lastDue: Int64?, now: Int64
    ) -> Int64? {
        // Waves are done one after the other, and say nothing of one another's pace.
        guard mailing.state == .sending, !mailing.goesByReadersClocks,
            let begun = mailing.canaryEndsAt ?? mailing.publishedAt, now > begun
        else { return nil }
        let left = [.queued, .leased, .inFlight].reduce(0) { $0 + (counts[$1] ?? 0) }
        let done = mailing.audience - left - (mailing.canary == nil ? 0 : mailing.canarySize ?? 0)
        let finish = DeadlineWatch.finish(left: left, done: done, in: now - begun, at: now)
        return finish.map { max($0, lastDue ?? $0) }
    }

    /// How many failed, when all failed who were tried; nil when somebody did not. Mails that ask for confirmation reach
    /// nobody where a stranger gave a wrong address.
    public var failedReaders: Int? {
        func count(_ state: DeliveryState) -> Int { counts[state] ?? 0 }
        let failed = count(.failed) + count(.bounced)
        let isEverybody = failed == mailing.audience - count(.suppressed)
        return mailing.edition != nil && failed > 0 && isEverybody ? failed : nil
    }
}
