// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Amazon SES: “Contents of event data that Amazon SES publishes to Amazon SNS” (eventType) and “Amazon SNS
/// notification contents for Amazon SES” (notificationType), bare or inside a message of SNS.
extension ProviderRecord {
    func sesEvents() throws(ProviderFault) -> [ProviderEvent] {
        guard fields["TopicArn"]?.text != nil, let type = fields["Type"]?.text else { return try sesRecord() }
        // What SNS says of itself, and its greeting to a topic, tell nothing of mail.
        guard type == SNSMessage.Kind.notification.rawValue, let message = fields["Message"]?.text,
            message.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
        else { return [] }
        guard let inner = try? ProviderJSON.texts(in: Array(message.utf8)), inner.count == 1 else {
            throw .missing(provider, event: number, field: "Message")
        }
        return try ProviderRecord(provider: provider, number: number, fields: inner[0]).sesRecord()
    }

    private func sesRecord() throws(ProviderFault) -> [ProviderEvent] {
        let told = fields["eventType"]?.text ?? fields["notificationType"]?.text
        let type = try required(told, "eventType")
        switch type {
        case "Bounce":
            let bounce = fields["bounce"]
            let classes = ["bounceType", "bounceSubType"].map { bounce?[$0]?.text ?? "" }
            let reason = Self.sesBounces[classes.joined(separator: "/")] ?? Self.sesBounce(classes[0])
            return sesEvents(.bounced, type, bounce, of: "bouncedRecipients", reason)
        case "DeliveryDelay":
            let delay = fields["deliveryDelay"]
            let reason = delay?["delayType"]?.text.flatMap { Self.sesDelays[$0] } ?? .soft
            return sesEvents(.delayed, type, delay, of: "delayedRecipients", reason)
        case "Complaint":
            let complaint = fields["complaint"]
            // An old complaint, because of which nothing was sent.
            if complaint?["complaintSubType"]?.text == "OnAccountSuppressionList" {
                return sesEvents(.bounced, type, complaint, of: "complainedRecipients", .suppressed)
            }
            let isOne = complaint?["complaintFeedbackType"]?.text.map {
                !["not-spam", "auth-failure", "other"].contains($0)
            }
            return sesEvents(
                isOne ?? true ? .complained : .other, type, complaint, of: "complainedRecipients")
        case "Subscription":
            return sesEvents(sesEndsSubscription ? .unsubscribed : .other, type, fields["subscription"])
        case "Reject":
            let reason = ProviderReason(.content, .permanent, .message)
            return sesEvents(.bounced, type, fields["reject"], reason, fields["reject"]?["reason"]?.text)
        case "Rendering Failure":
            let reason = ProviderReason(.content, .permanent, .message)
            return sesEvents(
                .bounced, type, fields["failure"], reason, fields["failure"]?["errorMessage"]?.text)
        default: return sesEvents(.other, type, fields[type.lowercased()])
        }
    }

    /// One event for each recipient that a part of the record names, else that the mail was for.
    private func sesEvents(
        _ kind: ProviderEvent.Kind, _ type: String, _ part: ProviderJSON?, of list: String = "",
        _ reason: ProviderReason? = nil, _ words: String? = nil
    ) -> [ProviderEvent] {
        let mail = fields["mail"]
        let named = part?[list]?.list ?? mail?["destination"]?.list ?? []
        // A record that names nobody still happened.
        let recipients = named.isEmpty ? [.null] : named
        let happened = part?["timestamp"] ?? mail?["timestamp"]
        let own =
            part?["feedbackId"]?.text
            ?? Self.identifier(mail?["messageId"]?.text, type, part?["timestamp"]?.text)
        return recipients.map { recipient in
            let address = recipient["emailAddress"]?.text ?? recipient.text
            let words = words ?? recipient["diagnosticCode"]?.text
            let status = recipient["status"]?.text.flatMap { EnhancedStatus($0) }
            return ProviderEvent(
                kind, address, failure: reason?.failure(quoting: words, status: status),
                status: status ?? ProviderReason.status(in: words), server: part?["remoteMtaIp"]?.text,
                identifier: recipients.count == 1 ? own : Self.identifier(own, address),
                messageID: sesMessageID, references: sesReferences, at: happened?.moment)
        }
    }

    /// The Message-ID that the mail came with; `messageId` is Amazon's own.
    private var sesMessageID: String? {
        fields["mail"]?["commonHeaders"]?["messageId"]?.text
            ?? sesHeaders.first { $0.name.lowercased() == "message-id" }?.value
    }

    private var sesHeaders: [(name: String, value: String)] {
        (fields["mail"]?["headers"]?.list ?? []).compactMap { header in
            guard let name = header["name"]?.text, let value = header["value"]?.text else { return nil }
            return (name, value)
        }
    }

    private var sesReferences: [String?] {
        let mail = fields["mail"]
        return [mail?["source"]?.text]
            + sesHeaders.filter { ProviderJSON.isReference($0.name) }.map(\.value)
            + (mail?["tags"]?.references ?? [])
    }

    /// Whether a reader left the list, or a topic that they had.
    private var sesEndsSubscription: Bool {
        let new = fields["subscription"]?["newTopicPreferences"]
        let old = fields["subscription"]?["oldTopicPreferences"]
        func left(_ preferences: ProviderJSON?) -> Set<String> {
            let topics = preferences?["topicSubscriptionStatus"]?.list ?? []
            return Set(
                topics.filter { $0["subscriptionStatus"]?.text?.lowercased() == "optout" }
                    .compactMap { $0["topicName"]?.text })
        }
        return new?["unsubscribeAll"]?.isTrue ?? false || !left(new).subtracting(left(old)).isEmpty
    }

    /// “Bounce types”: bounceType and bounceSubType.
    private static let sesBounces: [String: ProviderReason] = [
        "Permanent/NoEmail": ProviderReason(.unknownUser, .permanent),
        "Permanent/Suppressed": .suppressed,
        "Permanent/OnAccountSuppressionList": .suppressed,
        "Permanent/OnTenantSuppressionList": .suppressed,
        "Permanent/UnsubscribedRecipient": .suppressed,
        "Transient/MailboxFull": ProviderReason(.mailboxFull, .transient),
        "Transient/MessageTooLarge": ProviderReason(.size, .permanent, .message),
        "Transient/ContentRejected": ProviderReason(.content, .permanent, .message),
        "Transient/AttachmentRejected": ProviderReason(.content, .permanent, .message),
        "Transient/CustomTimeoutExceeded": ProviderReason(.network, .transient, .domain),
    ]

    private static func sesBounce(_ type: String) -> ProviderReason { type == "Permanent" ? .hard : .soft }

    /// “DeliveryDelay object”: delayType.
    private static let sesDelays: [String: ProviderReason] = [
        "InternalFailure": ProviderReason(.unavailable, .transient, .relay),
        "MailboxFull": ProviderReason(.mailboxFull, .transient),
        "SpamDetected": ProviderReason(.rateLimited, .transient, .domain),
        "RecipientServerError": ProviderReason(.unavailable, .transient, .domain),
        "IPFailure": ProviderReason(.rateLimited, .transient, .domain),
        "TransientCommunicationFailure": ProviderReason(.network, .transient, .domain),
        "BYOIPHostNameLookupUnavailable": ProviderReason(.network, .transient, .relay),
        "SendingDeferral": ProviderReason(.rateLimited, .transient, .relay),
    ]
}
