// SPDX-License-Identifier: Apache-2.0

/// Mail that a program sent for somebody: a vacation notice, a challenge, a receipt (RFC 3834, RFC 8098).
enum AutomaticReply {
    /// Whether a message says of itself that it is one. What it is not: a report of delivery.
    static func isOne(_ message: MailPart) -> Bool {
        let fields = message.fields
        if message.type.name == "multipart/report",
            message.type.parameters["report-type"] == "disposition-notification"
        {
            return true
        }
        if let submitted = fields["auto-submitted"]?.lowercased(), !submitted.hasPrefix("no") { return true }
        if marks.contains(where: { fields[$0] != nil }) { return true }
        return fields["precedence"].map { ["auto_reply", "auto-reply"].contains($0.lowercased()) } ?? false
    }

    /// Fields that programs wrote before there was a standard.
    private static let marks = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-vacation"]
}
