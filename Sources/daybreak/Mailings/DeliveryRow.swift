import MailFormat
import Newsroom
import Sender

/// One row of the ledger as JSON and as a line.
struct DeliveryRow: Encodable {
    let record: DeliveryRecord
    let messageID: String?
    /// Nil where only the row is told.
    let story: JSONValue?

    init(_ record: DeliveryRecord, messageID: String?, story: JSONValue? = nil) {
        self.record = record
        self.messageID = messageID
        self.story = story
    }

    private enum CodingKeys: String, CodingKey {
        case address, state, attempts, nextAttempt, `class`, code, status, reply, messageID, version,
            settledAt, relay, story
    }

    func encode(to encoder: any Encoder) throws {
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

    /// For people.
    /// - Parameter zone: whose clock.
    func line(in zone: NamedZone) -> String {
        let next = record.nextAttempt.map { ", next at \(RFC3339.text($0, in: zone))" } ?? ""
        let attempts = counted(record.attempts, "attempt", "attempts")
        return "\(record.address)\t\(record.state.name)\t\(attempts)\(next)\t\(record.reply ?? "")"
    }
}

extension MailingStatus {
    /// For people: the mailing, and every state that has deliveries.
    var line: String {
        let states = DeliveryState.allCases.compactMap { state in
            counts[state.name].flatMap { $0 > 0 ? "\($0) \(state.name)" : nil }
        }
        return
            "mailing \(mailing)\t\(edition.map { "edition \($0)" } ?? "confirmations") to \(list)\(people)\t"
            + "\(state)\(plan)\t\(counted(audience, "reader", "readers"))"
            + (states.isEmpty ? "" : ": \(states.joined(separator: ", "))") + (reason.map { "\t\($0)" } ?? "")
            + (state == MailingState.sending.name ? expectation : "")
    }

    /// When it is to go out, while it has not.
    private var plan: String {
        guard state == MailingState.scheduled.name else { return "" }
        return " at \(ZonedTime.text(plannedFor, in: zone))" + (heldAt == nil ? "" : ", held")
    }

    private var people: String { segment.map { " (\($0))" } ?? "" }

    private var expectation: String {
        (expectedAt.map { "\texpected at \($0)" } ?? "") + (deadlineAt.map { "\tdue at \($0)" } ?? "")
    }
}
