// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
public import Sender
public import Subscribers

/// Everything that happened between a mailing and one of its readers.
public struct DeliveryStory: Sendable {
    /// One thing that happened.
    public struct Moment: Sendable {
        /// What it was.
        public enum Event: Sendable {
            /// The mailing was published.
            case published
            /// A relay was asked, and did not take the message.
            case attempt(DeliveryAttempt)
            /// The delivery came to its present state by other means: a relay took the message, the mailing expired, the reader
            /// was not to be mailed any more.
            case settled(DeliveryRecord)
            /// The mailing stopped or went on while the delivery waited, or the delivery was made due again.
            case ledger(LedgerEvent)
            /// The reader's consent to the mailing's list changed, or whether their address may be mailed.
            case consent(ConsentEvent)
        }

        /// Milliseconds since 1970.
        public let at: Int64
        /// What happened.
        public let event: Event
    }

    /// The row of the ledger.
    public let record: DeliveryRecord
    /// The copy's Message-ID.
    public let messageID: String?
    /// Oldest first.
    public let moments: [Moment]

    init(
        _ record: DeliveryRecord, messageID: String?, mailing: Mailing, attempts: [DeliveryAttempt],
        events: [LedgerEvent], consent: [ConsentEvent]
    ) {
        self.record = record
        self.messageID = messageID
        let published = mailing.publishedAt ?? mailing.publishAt
        var moments = [Moment(at: published, event: .published)]
        moments += attempts.map { Moment(at: $0.at, event: .attempt($0)) }
        // The row of a message that came back keeps when it was accepted.
        let ends = events.last { $0.kind == .bounced && record.state == .bounced }?.at ?? record.settledAt
        if let at = ends, Self.isTold(record, at, since: attempts.last) {
            moments.append(Moment(at: at, event: .settled(record)))
        }
        moments += events.filter { $0.at >= published && $0.kind != .bounced }.map {
            Moment(at: $0.at, event: .ledger($0))
        }
        moments += consent.filter { $0.at >= published && Self.concerns($0, mailing) }
            .map { Moment(at: $0.at, event: .consent($0)) }
        // Moments of one millisecond keep their order, because sorting by time alone is not stable.
        let ordered = moments.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }
        self.moments = Self.withoutOthers(ordered.map(\.element))
    }

    /// Whether the row says more than its last attempt does. While the row waits, it has what an earlier result left.
    private static func isTold(_ record: DeliveryRecord, _ at: Int64, since last: DeliveryAttempt?) -> Bool {
        guard record.nextAttempt == nil else { return false }
        return switch record.state {
        case .accepted, .bounced: true
        case .failed, .uncertain, .suppressed: last.map { at > $0.at } ?? true
        case .queued, .leased, .inFlight, .deferred, .cancelled: false
        }
    }

    /// Leaves out what happened to the mailing after this delivery had ended.
    private static func withoutOthers(_ moments: [Moment]) -> [Moment] {
        var isWaiting = true
        return moments.filter { moment in
            switch moment.event {
            case .published, .consent: return true
            case .attempt(let attempt): isWaiting = attempt.nextAttempt != nil
            case .settled: isWaiting = false
            case .ledger(let event):
                defer { isWaiting = event.leavesWaiting(isWaiting) }
                return isWaiting || [.expired, .retried, .accepted].contains(event.kind)
            }
            return true
        }
    }

    private static func concerns(_ event: ConsentEvent, _ mailing: Mailing) -> Bool {
        if let list = event.list { return list == mailing.list }
        return event.kind != .bounce || event.source == "mailing \(mailing.id)"
    }
}

extension LedgerEvent {
    /// Whether a delivery waits after this moment, given whether it did before.
    fileprivate func leavesWaiting(_ isWaiting: Bool) -> Bool {
        switch kind {
        case .retried: true
        case .cancelled, .expired, .accepted, .bounced: false
        case .paused, .resumed, .halted: isWaiting
        }
    }
}
