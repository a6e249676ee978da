// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Brevo: “Transactional webhooks” and “Marketing webhooks”.
extension ProviderRecord {
    func brevoEvents() throws(ProviderFault) -> [ProviderEvent] {
        let event = try required(fields["event"]?.text, "event")
        // Some are written `hard_bounce`, some `hardBounce`.
        let (kind, reason) = Self.brevoTypes[event.lowercased().filter(\.isLetter)] ?? (.other, nil)
        let words = fields["reason"]?.text
        let status = ProviderReason.status(in: words)
        // The others are told in the time zone of the account.
        let epoch = fields["ts_epoch"]?.whole.map { ProviderJSON.number(Double($0) / 1000) }
        let happened = epoch ?? fields["ts_event"]
        return [
            ProviderEvent(
                kind, fields["email"]?.text, failure: reason?.failure(quoting: words, status: status),
                status: status,
                // `id` is the webhook's.
                identifier: Self.identifier(
                    fields["message-id"]?.text, event, (fields["ts_epoch"] ?? fields["ts_event"])?.text,
                    fields["email"]?.text),
                messageID: fields["message-id"]?.text,
                references: [fields["X-Mailin-custom"]?.text] + fields.references
                    + (fields["tags"] ?? fields["tag"] ?? .null).texts,
                at: happened?.moment)
        ]
    }

    private static let brevoTypes: [String: (kind: ProviderEvent.Kind, reason: ProviderReason?)] = [
        "hardbounce": (.bounced, .hard),
        "softbounce": (.bounced, .soft),
        "invalidemail": (.bounced, ProviderReason(.protocol, .permanent)),
        "invalid": (.bounced, ProviderReason(.protocol, .permanent)),
        "blocked": (.bounced, .suppressed),
        "error": (.bounced, .soft),
        "deferred": (.delayed, .soft),
        "spam": (.complained, nil),
        "complaint": (.complained, nil),
        "unsubscribe": (.unsubscribed, nil),
        "unsubscribed": (.unsubscribed, nil),
    ]
}
