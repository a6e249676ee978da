// SPDX-License-Identifier: Apache-2.0

/// One edition's mail with every reader's part left open: encoded once, spliced per reader.
///
/// `content` is the whole message in transfer form (CRLF line ends, ASCII). Each slot says where in it a
/// value goes and how the value is written there. No line a splice writes starts with a dot.
public struct MessageTemplate: Hashable, Sendable {
    /// How a value is written into the message.
    public enum Encoding: String, Sendable, Codable {
        /// As it is.
        case raw
        /// As RFC 2047 encoded words on folded lines.
        case encodedWords
        /// As quoted-printable, from column 0 to a soft line break.
        case quotedPrintable
    }

    /// A place in `content`.
    public struct Slot: Hashable, Sendable, Codable {
        /// Bytes of `content` before it.
        public let offset: Int
        /// Index into `fields`.
        public let field: Int
        /// The text that stands for an empty value.
        public let fallback: String
        /// What surrounds the place once the message is decoded.
        public let context: MergeContext
        /// What surrounds it on the wire.
        public let encoding: Encoding
    }

    /// The fixed bytes.
    public let content: [UInt8]
    /// In order of `offset`.
    public let slots: [Slot]
    /// The fields whose values `splice` wants, in the order it wants them.
    public let fields: [MergeField]

    /// Puts a stored template together again.
    /// - Returns: nil when a slot points outside of the content or the fields.
    public init?(content: [UInt8], slots: [Slot], fields: [MergeField]) {
        var last = 0
        for slot in slots {
            guard slot.offset >= last, slot.offset <= content.count, fields.indices.contains(slot.field)
            else { return nil }
            last = slot.offset
        }
        (self.content, self.slots, self.fields) = (content, slots, fields)
    }

    init(_ writer: TemplateWriter) {
        (content, slots, fields) = (writer.bytes, writer.slots, writer.fields)
    }

    /// Appends one reader's copy to `message`.
    /// - Parameter values: one for each of `fields`.
    public func splice(_ values: [String], into message: inout [UInt8]) {
        precondition(values.count == fields.count, "a value for each field")
        message.reserveCapacity(message.count + content.count + slots.count * 64)
        var copied = 0
        var escaped: [UInt8] = []
        for slot in slots {
            message.append(contentsOf: content[copied..<slot.offset])
            copied = slot.offset
            let value = values[slot.field]
            slot.append(value.isEmpty ? slot.fallback : value, to: &message, escapedIn: &escaped)
        }
        message.append(contentsOf: content[copied...])
    }
}

extension MessageTemplate.Slot {
    private static let softBreak = Array("=\r\n".utf8)

    /// - Parameter escaped: room to work in.
    fileprivate func append(_ value: String, to message: inout [UInt8], escapedIn escaped: inout [UInt8]) {
        if encoding == .raw { return context.append(value, to: &message) }
        escaped.removeAll(keepingCapacity: true)
        context.append(value, to: &escaped)
        guard !escaped.isEmpty else { return }
        if encoding == .encodedWords {
            EncodedWord.append(String(decoding: escaped, as: UTF8.self), to: &message)
        } else if escaped.isQuotedPrintableAsItIs {
            message.append(contentsOf: escaped)
            message.append(contentsOf: Self.softBreak)
        } else {
            var writer = QuotedPrintableWriter()
            writer.write(escaped)
            writer.softBreak()
            message.append(contentsOf: writer.bytes)
        }
    }
}

extension [UInt8] {
    /// One line of bytes that quoted-printable leaves alone wherever they stand: the usual name, address or token.
    fileprivate var isQuotedPrintableAsItIs: Bool {
        count <= 72 && self[0] != UInt8(ascii: ".") && self[0] != UInt8(ascii: "F")
            && allSatisfy { $0.isPrintable && $0 != UInt8(ascii: "=") }
    }
}

extension MessageTemplate {
    /// How many bytes a text takes as a body part: encoded as quoted-printable.
    public static func encodedSize(of text: String) -> Int {
        var writer = QuotedPrintableWriter()
        writer.write(text.utf8)
        writer.finish()
        return writer.bytes.count
    }
}
