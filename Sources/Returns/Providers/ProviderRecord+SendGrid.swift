// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// SendGrid: “Event Webhook Reference” and “Bounce and Block Classifications”.
extension ProviderRecord {
    func sendGridEvents() throws(ProviderFault) -> [ProviderEvent] {
        let kind: ProviderEvent.Kind
        var reason: ProviderReason?
        switch try required(fields["event"]?.text, "event") {
        case "bounce", "blocked": (kind, reason) = (.bounced, sendGridBounce)
        case "dropped": (kind, reason) = (.bounced, sendGridDrop)
        case "deferred": (kind, reason) = (.delayed, .soft)
        case "spamreport": kind = .complained
        case "unsubscribe", "group_unsubscribe": kind = .unsubscribed
        default: kind = .other
        }
        let words = (fields["reason"] ?? fields["response"])?.text
        let status = fields["status"]?.text.flatMap { EnhancedStatus($0) } ?? ProviderReason.status(in: words)
        return [
            ProviderEvent(
                kind, fields["email"]?.text, failure: reason?.failure(quoting: words, status: status),
                status: status, identifier: fields["sg_event_id"]?.text,
                messageID: fields["smtp-id"]?.text,
                references: fields.references + (fields["category"]?.texts ?? []),
                at: fields["timestamp"]?.moment)
        ]
    }

    private var sendGridBounce: ProviderReason {
        let known = fields["bounce_classification"]?.text.flatMap { Self.sendGridClasses[$0.lowercased()] }
        if let known { return known }
        return fields["type"]?.text?.lowercased() == "bounce" ? .hard : .soft
    }

    /// The first of these that the reason begins with: SendGrid did not send at all.
    private var sendGridDrop: ProviderReason {
        let words = (fields["reason"]?.text ?? fields["type"]?.text ?? "").lowercased()
        return Self.sendGridDrops.first { words.hasPrefix($0.words) }?.reason ?? .unknown
    }

    private static let sendGridClasses: [String: ProviderReason] = [
        "invalid address": ProviderReason(.unknownUser, .permanent),
        "mailbox unavailable": ProviderReason(.inactive, .transient),
        "technical": ProviderReason(.unavailable, .transient, .domain),
        "technical failure": ProviderReason(.unavailable, .transient, .domain),
        "content": ProviderReason(.content, .permanent, .message),
        "reputation": ProviderReason(.blocked, .transient),
        "frequency/volume": ProviderReason(.rateLimited, .transient, .domain),
        "frequency or volume too high": ProviderReason(.rateLimited, .transient, .domain),
    ]

    private static let sendGridDrops: [(words: String, reason: ProviderReason)] = [
        ("unsubscribed address", .suppressed),
        ("bounced address", .suppressed),
        ("spam reporting address", .suppressed),
        ("invalid smtpapi header", ProviderReason(.protocol, .permanent, .message)),
        ("invalid", ProviderReason(.protocol, .permanent)),
        ("spam content", ProviderReason(.content, .permanent, .message)),
        ("recipient list over package quota", ProviderReason(.quota, .transient, .relay)),
    ]
}
