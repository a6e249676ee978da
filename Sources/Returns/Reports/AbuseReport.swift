// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A report that a reader called a message spam (RFC 5965).
public struct AbuseReport: Hashable, Sendable {
    /// What is reported, in lower case: `abuse`, `fraud`, `not-spam`, …
    public let kind: String
    /// Who reports it, as it names itself.
    public let reporter: String?
    /// Whose the message was, where the report says it.
    public let recipients: [EmailAddress]

    /// Whether it says that a reader does not want the mail.
    public var isComplaint: Bool { !["not-spam", "auth-failure", "other"].contains(kind) }

    /// What a message reports; nil for one without such a part.
    init?(_ message: MailPart) {
        guard let part = message.own.first(where: { $0.type.name == "message/feedback-report" }),
            let fields = MailFields.groups(part.decoded, most: 1).first
        else { return nil }
        kind = fields["feedback-type"]?.lowercased() ?? "abuse"
        reporter = fields["user-agent"]
        let names = ["original-rcpt-to", "removal-recipient"]
        recipients = names.flatMap(fields.values).compactMap { DeliveryReport.address($0) }
    }
}
