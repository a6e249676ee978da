// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Sender
import Subscribers

/// One row of a mailing's ledger. A million of them are written one by one.
///
/// | key | |
/// | --- | --- |
/// | `address`, `state`, `attempts` | where to, where it stands, how often a relay answered for it |
/// | `nextAttempt` | when it is due again, RFC 3339 |
/// | `class` | `Failure.Cause` of the last failure |
/// | `code`, `status`, `reply` | the last reply: its SMTP code, its enhanced status (RFC 3463), its words |
/// | `messageID`, `version` | the copy's Message-ID, and which version of the edition it is |
/// | `settledAt`, `relay` | when it got its state, or was accepted before it came back, RFC 3339 with milliseconds; the relay that was asked last |
/// | `story` | see `DeliveryStory`; absent where only the row is told |
public struct DeliveryLine: Encodable, Sendable {
    private let record: DeliveryRecord
    private let messageID: String?
    private let story: JSONValue?

    /// A row alone.
    public init(_ record: DeliveryRecord, messageID: String?) {
        self.record = record
        self.messageID = messageID
        story = nil
    }

    /// A row and all that happened.
    public init(_ story: DeliveryStory) {
        record = story.record
        messageID = story.messageID
        self.story = .list(story.moments.map(\.json))
    }

    private enum CodingKeys: String, CodingKey {
        case address, state, attempts, nextAttempt, `class`, code, status, reply, messageID, version,
            settledAt, relay, story
    }

    /// Absent is null, except the story.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(record.address, forKey: .address)
        try values.encode(record.state.name, forKey: .state)
        try values.encode(record.attempts, forKey: .attempts)
        try values.encode(record.nextAttempt.map(RFC3339.text), forKey: .nextAttempt)
        try values.encode(record.cause, forKey: .class)
        try values.encode(record.code, forKey: .code)
        try values.encode(record.status, forKey: .status)
        try values.encode(record.reply, forKey: .reply)
        try values.encode(messageID, forKey: .messageID)
        try values.encode(record.version, forKey: .version)
        try values.encode(record.settledAt.map(RFC3339.exactText), forKey: .settledAt)
        try values.encode(record.relay, forKey: .relay)
        try values.encodeIfPresent(story, forKey: .story)
    }
}

extension DeliveryStory.Moment {
    /// `at` (RFC 3339 with milliseconds), `what` happened, and what else is known of it:
    ///
    /// | `what` | keys |
    /// | --- | --- |
    /// | `published` | |
    /// | `attempt` | `state`, `phase`, `class`, `code`, `status`, `reply`, `relay`, `nextAttempt` (RFC 3339) |
    /// | `settled` | `state`, `class`, `code`, `status`, `reply`, `relay` |
    /// | a `LedgerEvent.Kind` | `reason` |
    /// | a `ConsentEvent.Kind` | as in a `Dossier` |
    var json: JSONValue { event.json.adding(["at": .text(RFC3339.exactText(at))]) }
}

extension DeliveryStory.Moment.Event {
    fileprivate var json: JSONValue {
        switch self {
        case .published: ["what": "published"]
        case .attempt(let attempt):
            [
                "what": "attempt", "state": .text(attempt.state.name), "phase": JSONValue(attempt.phase),
                "class": JSONValue(attempt.cause), "code": JSONValue(attempt.code),
                "status": JSONValue(attempt.status), "reply": JSONValue(attempt.reply),
                "relay": JSONValue(attempt.relay), "nextAttempt": .time(attempt.nextAttempt),
            ]
        case .settled(let record):
            [
                "what": "settled", "state": .text(record.state.name), "class": JSONValue(record.cause),
                "code": JSONValue(record.code), "status": JSONValue(record.status),
                "reply": JSONValue(record.reply), "relay": JSONValue(record.relay),
            ]
        case .ledger(let event): ["what": .text(event.kind.rawValue), "reason": JSONValue(event.reason)]
        case .consent(let event): event.json
        }
    }
}
