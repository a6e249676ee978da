// SPDX-License-Identifier: Apache-2.0

/// The header of a newsletter (RFC 5322 §3.6), with what lists carry (RFC 2369, RFC 2919, RFC 8058).
extension MessageDraft {
    func writeHeader(to writer: inout TemplateWriter) throws(InvalidHeaderValue) {
        if isDatedByCopy {
            writer.dateField("Date", .date)
        } else {
            try writer.structuredField("Date", date.description)
        }
        try writer.mailboxField("From", from)
        if let replyTo { try writer.mailboxField("Reply-To", replyTo) }
        writer.addressField("To", .email)
        try writer.textField("Subject", subject)
        let messageID = MergeText.Piece.slot(MergeSlot(.messageID, in: .verbatim))
        try writer.verbatimField(
            "Message-ID", [.literal(" <"), messageID, .literal("@\(messageIDDomain)>")])
        try writer.listField("List-Id", title: list.title, id: list.id)
        try writer.linksField("List-Unsubscribe", [unsubscribeURL] + [unsubscribeMail].compactMap(\.self))
        if isOneClick { try writer.structuredField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") }
        try writeQuietFields(to: &writer)
        try writeReportFields(to: &writer)
        try writer.structuredField("Content-Language", language)
    }

    private var isOneClick: Bool {
        guard case .literal(let start) = unsubscribeURL.pieces.first else { return false }
        return start.lowercased().hasPrefix("https://")
    }

    /// The address that unsubscribes, as a link (RFC 6068 §2); nil for one in UTF-8, which few programs write to.
    private var unsubscribeMail: MergeText? {
        guard let address = unsubscribeAddress, !address.isInternationalised else { return nil }
        var local: [UInt8] = []
        MergeContext.url.append(address.localPart, to: &local)
        return MergeText([
            .literal("mailto:\(String(decoding: local, as: UTF8.self))+"),
            .slot(MergeSlot(.unsubscribeToken, in: .verbatim)),
            .literal("@\(address.domain)?subject=unsubscribe"),
        ])
    }

    /// Says whose copy it is, for reports that have lost their recipient, and where complaints go (RFC 9477 §5).
    private func writeReportFields(to writer: inout TemplateWriter) throws(InvalidHeaderValue) {
        let token = MergeText.Piece.slot(MergeSlot(.reportToken, in: .verbatim))
        try writer.verbatimField(Self.reference, [.literal(" "), token])
        if let complaintAddress {
            try writer.structuredField("CFBL-Address", "\(complaintAddress); report=arf")
            try writer.verbatimField("CFBL-Feedback-ID", [.literal(" "), token])
        }
        if let feedbackID { try writer.structuredField("Feedback-ID", feedbackID) }
    }

    /// The field in which a copy says by which token it is known.
    public static let reference = "X-Daybreak-Ref"

    /// Keeps vacation notices and read receipts away. `All` or `NDR` would silence Exchange's bounces as
    /// well.
    private func writeQuietFields(to writer: inout TemplateWriter) throws(InvalidHeaderValue) {
        if isAutomatic { try writer.structuredField("Auto-Submitted", "auto-generated") }
        try writer.structuredField("Precedence", "list")
        try writer.structuredField("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")
    }
}
