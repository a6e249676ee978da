// SPDX-License-Identifier: Apache-2.0

/// Collects the bytes and slots of a template.
struct TemplateWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var slots: [MessageTemplate.Slot] = []
    private(set) var fields: [MergeField] = []

    mutating func literal(_ text: String) { bytes += text.utf8 }

    /// Encoded words; the first stays on the line being written when `column`, its length so far, is given.
    mutating func encodedWords(_ text: String, from column: Int?) {
        EncodedWord.append(text, to: &bytes, from: column)
    }

    mutating func slot(_ slot: MergeSlot, as encoding: MessageTemplate.Encoding) {
        let index = fields.firstIndex(of: slot.field) ?? fields.endIndex
        if index == fields.endIndex { fields.append(slot.field) }
        slots.append(
            MessageTemplate.Slot(
                offset: bytes.count, field: index, fallback: slot.fallback, context: slot.context,
                encoding: encoding))
    }

    /// A body part's text in quoted-printable, ended by a line break. Each slot starts at column 0.
    mutating func quotedPrintable(_ text: MergeText) {
        var writer = QuotedPrintableWriter()
        for piece in text.pieces {
            switch piece {
            case .literal(let literal): writer.write(literal.utf8)
            case .slot(let slot):
                writer.softBreak()
                bytes += writer.bytes
                writer = QuotedPrintableWriter()
                self.slot(slot, as: .quotedPrintable)
            }
        }
        writer.finish()
        bytes += writer.bytes
        if case .slot = text.pieces.last(where: { $0 != .literal("") }) { literal("\r\n") }
    }
}
