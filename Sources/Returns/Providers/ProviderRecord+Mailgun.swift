// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Mailgun: “Webhooks” and “Event structure” of “Events”.
extension ProviderRecord {
    func mailgunEvents() throws(ProviderFault) -> [ProviderEvent] {
        let data = fields["event-data"] ?? .null
        guard data.isObject else { throw .missing(provider, event: number, field: "event-data") }
        let kind: ProviderEvent.Kind
        var reason: ProviderReason?
        switch try required(data["event"]?.text, "event-data.event") {
        case "failed":
            let isTemporary = data["severity"]?.text == "temporary"
            kind = isTemporary ? .delayed : .bounced
            reason =
                data["reason"]?.text.flatMap { Self.mailgunReasons[$0] } ?? (isTemporary ? .soft : .unknown)
            if isTemporary, reason?.persistence == .permanent { reason = .soft }
        case "rejected": (kind, reason) = (.bounced, ProviderReason(.policy, .permanent, .message))
        case "complained": kind = .complained
        case "unsubscribed": kind = .unsubscribed
        default: kind = .other
        }
        let delivery = data["delivery-status"]
        let words = [delivery?["message"], delivery?["description"], data["reject"]?["reason"]]
            .lazy.compactMap { $0?.text }.first { !$0.isEmpty }
        let status =
            delivery?["enhanced-code"]?.text.flatMap { EnhancedStatus($0) }
            ?? ProviderReason.status(in: words)
        return [
            ProviderEvent(
                kind, data["recipient"]?.text,
                failure: reason?.failure(quoting: words, code: delivery?["code"]?.whole, status: status),
                status: status, server: delivery?["mx-host"]?.text, identifier: data["id"]?.text,
                messageID: data["message"]?["headers"]?["message-id"]?.text,
                references: [data["envelope"]?["sender"]?.text] + (data["user-variables"]?.references ?? [])
                    + (data["tags"]?.texts ?? []),
                at: data["timestamp"]?.moment)
        ]
    }

    private static let mailgunReasons: [String: ProviderReason] = [
        "bounce": .hard,
        "hardfail": .hard,
        "suppress-bounce": .suppressed,
        "suppress-complaint": .suppressed,
        "suppress-unsubscribe": .suppressed,
        "espblock": ProviderReason(.blocked, .transient),
        "greylisted": ProviderReason(.greylisted, .transient),
        "old": ProviderReason(.network, .transient, .domain),
    ]
}
