// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Postmark: “Bounce webhook”, “Spam complaint webhook”, “Subscription change webhook”, and “Bounce types” of
/// “Bounce API”.
extension ProviderRecord {
    func postmarkEvents() throws(ProviderFault) -> [ProviderEvent] {
        // Bounces were told without a record type once.
        let record = fields["RecordType"]?.text ?? (fields["Type"] == nil ? nil : "Bounce")
        switch try required(record, "RecordType") {
        case "Bounce":
            let type = try required(fields["Type"]?.text, "Type")
            return [postmarkEvent(Self.postmarkTypes[type] ?? (.other, nil))]
        case "SpamComplaint": return [postmarkEvent((.complained, nil))]
        case "SubscriptionChange": return [postmarkEvent((postmarkChange, nil))]
        default: return [postmarkEvent((.other, nil))]
        }
    }

    /// What a change says of the reader. A hard bounce has its own event, and what the newsroom or Postmark
    /// did is no wish of theirs.
    private var postmarkChange: ProviderEvent.Kind {
        guard fields["SuppressSending"]?.isTrue ?? false else { return .other }
        switch (fields["SuppressionReason"]?.text, fields["Origin"]?.text) {
        case ("SpamComplaint", _): return .complained
        case ("ManualSuppression", "Recipient"): return .unsubscribed
        default: return .other
        }
    }

    private func postmarkEvent(_ what: (kind: ProviderEvent.Kind, reason: ProviderReason?)) -> ProviderEvent {
        let words = fields["Details"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? fields["Description"]?.text
        let times = ["BouncedAt", "ChangedAt", "DeliveredAt", "ReceivedAt"].lazy.compactMap { fields[$0] }
        return ProviderEvent(
            what.kind, (fields["Email"] ?? fields["Recipient"])?.text,
            failure: what.reason?.failure(quoting: words), status: ProviderReason.status(in: words),
            identifier: fields["ID"]?.text
                ?? Self.identifier(
                    fields["MessageID"]?.text, fields["RecordType"]?.text, times.first?.text,
                    fields["Recipient"]?.text),
            // `MessageID` is Postmark's own.
            messageID: nil,
            references: (fields["Metadata"]?.references ?? []) + postmarkQuoted + [fields["Tag"]?.text],
            at: times.first?.moment)
    }

    /// The headers of ours in the mail that Postmark got back, where it sends that along.
    private var postmarkQuoted: [String?] {
        guard let content = fields["Content"]?.text else { return [] }
        let lines = content.utf8.prefix(Self.postmarkLongest).split { $0 == 0x0A || $0 == 0x0D }
        return lines.compactMap { line in
            guard let colon = line.prefix(20).firstIndex(of: UInt8(ascii: ":")),
                ProviderJSON.isReference(String(Substring(line[..<colon])))
            else { return nil }
            return String(Substring(line[colon...].dropFirst().drop { $0 == 0x20 || $0 == 0x09 }))
        }
    }

    /// Bytes of such mail that are looked at.
    private static let postmarkLongest = 200_000

    private static let postmarkTypes: [String: (kind: ProviderEvent.Kind, reason: ProviderReason?)] = [
        "HardBounce": (.bounced, .hard),
        "SoftBounce": (.bounced, .soft),
        "Unknown": (.bounced, .unknown),
        "BadEmailAddress": (.bounced, ProviderReason(.protocol, .permanent)),
        "Blocked": (.bounced, ProviderReason(.blocked, .permanent)),
        "DMARCPolicy": (.bounced, ProviderReason(.alignment, .permanent)),
        "SpamNotification": (.bounced, ProviderReason(.content, .permanent, .message)),
        "VirusNotification": (.bounced, ProviderReason(.content, .permanent, .message)),
        "TemplateRenderingFailed": (.bounced, ProviderReason(.content, .permanent, .message)),
        "SMTPApiError": (.bounced, ProviderReason(.protocol, .permanent, .message)),
        "ManuallyDeactivated": (.bounced, .suppressed),
        "Transient": (.delayed, .soft),
        "DnsError": (.delayed, ProviderReason(.network, .transient, .domain)),
        "SpamComplaint": (.complained, nil),
        "Unsubscribe": (.unsubscribed, nil),
        // Subscribe, AutoResponder, AddressChange, OpenRelayTest, ChallengeVerification, Unconfirmed,
        // InboundError: nothing that concerns the copy.
    ]
}
