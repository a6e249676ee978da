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
    /// - Parameter parts: the message's own.
    init?(_ parts: [MailPart]) {
        guard
            let part = parts.first(where: {
                $0.type.type == "message" && $0.type.subtype == "feedback-report"
            }),
            let fields = MailFields.groups(part.decoded, most: 1).first
        else { return nil }
        kind = fields["feedback-type"]?.lowercased() ?? "abuse"
        reporter = fields["user-agent"]
        recipients = fields.all.filter { $0.isNamed("original-rcpt-to") || $0.isNamed("removal-recipient") }
            .compactMap { DeliveryReport.address($0.unfolded) }
    }
}
