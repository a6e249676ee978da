// SPDX-License-Identifier: Apache-2.0

/// Mail that a program sent for somebody: a vacation notice, a challenge, a receipt (RFC 3834, RFC 8098).
enum AutomaticReply {
    /// Whether a message says of itself that it is one. What it is not: a report of delivery.
    static func isOne(_ message: MailPart) -> Bool {
        let fields = message.fields
        if message.type.parameters["report-type"]?.lowercased() == "disposition-notification" { return true }
        if let submitted = fields.field("auto-submitted")?.unfolded {
            if !submitted.prefix(2).isWord("no") { return true }
        }
        if marks.contains(where: { fields.field($0) != nil }) { return true }
        guard let precedence = fields.field("precedence")?.unfolded else { return false }
        return precedence.isWord("auto_reply") || precedence.isWord("auto-reply")
    }

    /// Fields that programs wrote before there was a standard.
    private static let marks = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-vacation"]
}
