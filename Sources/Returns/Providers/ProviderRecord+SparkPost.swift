// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// SparkPost: “Webhook Event Reference” and “Bounce Classification Codes”.
extension ProviderRecord {
    func sparkPostEvents() throws(ProviderFault) -> [ProviderEvent] {
        // `{"msys": {"message_event": {…}}}`; a ping is `{"msys": {}}`.
        guard case .object(let classes)? = fields["msys"] else {
            throw .missing(provider, event: number, field: "msys")
        }
        var events: [ProviderEvent] = []
        // A relayed message is mail that came in.
        for name in classes.keys.sorted() where name != "relay_message" {
            events.append(try sparkPostEvent(classes[name] ?? .null, name))
        }
        return events
    }

    private func sparkPostEvent(_ event: ProviderJSON, _ name: String) throws(ProviderFault) -> ProviderEvent
    {
        let type = try required(event["type"]?.text, "msys.\(name).type")
        let (kind, reason) = sparkPostMeaning(type, event)
        let words = (event["raw_reason"] ?? event["reason"])?.text
        let status = ProviderReason.status(in: words)
        return ProviderEvent(
            kind, (event["raw_rcpt_to"] ?? event["rcpt_to"])?.text,
            failure: reason?.failure(quoting: words, code: event["error_code"]?.whole, status: status),
            status: status, server: event["ip_address"]?.text, identifier: event["event_id"]?.text,
            // `message_id` is SparkPost's own.
            messageID: nil,
            references: [event["msg_from"]?.text] + (event["rcpt_meta"]?.references ?? [])
                + (event["rcpt_tags"]?.texts ?? []),
            at: event["timestamp"]?.moment)
    }

    private func sparkPostMeaning(
        _ type: String, _ event: ProviderJSON
    ) -> (ProviderEvent.Kind, ProviderReason?) {
        switch type {
        case "bounce", "out_of_band": return sparkPostBounce(event)
        case "delay":
            let reason = sparkPostBounce(event).1 ?? .soft
            return (.delayed, reason.persistence == .transient ? reason : .soft)
        case "policy_rejection":
            let words = (event["raw_reason"] ?? event["reason"])?.text?.lowercased() ?? ""
            let isSuppressed = words.contains("suppress")
            return (.bounced, isSuppressed ? .suppressed : ProviderReason(.policy, .permanent, .message))
        case "generation_failure", "generation_rejection":
            return (.bounced, ProviderReason(.content, .permanent, .message))
        case "spam_complaint": return (event["fbtype"]?.text == "not-spam" ? .other : .complained, nil)
        case "list_unsubscribe", "link_unsubscribe": return (.unsubscribed, nil)
        default: return (.other, nil)
        }
    }

    private func sparkPostBounce(_ event: ProviderJSON) -> (ProviderEvent.Kind, ProviderReason?) {
        guard let code = event["bounce_class"]?.whole else { return (.bounced, .unknown) }
        switch code {
        // A vacation notice, a subscription, a challenge: the copy arrived.
        case 60, 80, 100: return (.other, nil)
        case 90: return (.unsubscribed, nil)
        default: return (.bounced, Self.sparkPostClasses[code] ?? .unknown)
        }
    }

    private static let sparkPostClasses: [Int: ProviderReason] = [
        10: ProviderReason(.unknownUser, .permanent),
        20: .soft,
        21: ProviderReason(.network, .transient, .domain),
        22: ProviderReason(.mailboxFull, .transient),
        23: ProviderReason(.size, .permanent, .message),
        24: ProviderReason(.network, .transient, .domain),
        25: ProviderReason(.policy, .permanent),
        30: .hard,
        50: ProviderReason(.blocked, .permanent),
        51: ProviderReason(.blocked, .permanent),
        52: ProviderReason(.content, .permanent, .message),
        53: ProviderReason(.content, .permanent, .message),
        54: ProviderReason(.relaying, .permanent),
        70: .soft,
    ]
}
