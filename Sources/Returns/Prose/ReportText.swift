// SPDX-License-Identifier: Apache-2.0

/// What a message says itself, as one text of UTF-8 in which phrases and addresses are looked for: white
/// space is one space, lines have none at their ends, and a space stands behind each line, so that a phrase
/// is found where a line breaks it. Lines that are quoted are empty.
struct ReportText {
    /// Lines that are read, bytes of one, and bytes of a part's content.
    private static let mostLines = 400
    private static let longestLine = 1000
    private static let mostContent = 200_000
    /// Parts that are read.
    private static let mostParts = 4

    /// The text, and the same in lower case.
    private(set) var bytes: [UInt8] = []
    private(set) var lowered: [UInt8] = []
    /// Where each line stands.
    private(set) var lines: [Range<Int>] = []

    /// - Parameter parts: a message's own. Its plain texts count, or else its other ones.
    init(_ parts: [MailPart]) {
        let texts = parts.filter(Self.isText)
        let plain = texts.filter { $0.type.subtype == "plain" || $0.type.type == "message" }
        for part in (plain.isEmpty ? texts : plain).prefix(Self.mostParts) {
            read(part)
            read([])
        }
        lowered = bytes.lowercasedInPlace
    }

    /// Whether a part may be what a program says, and neither a message's header nor a file beside it.
    private static func isText(_ part: MailPart) -> Bool {
        guard part.parts.isEmpty, part.type.type == "text" || part.type.type == "message" else {
            return false
        }
        let disposition = part.fields.field("content-disposition")?.unfolded.prefix(while: \.isLetter)
        return part.type.subtype != "rfc822-headers" && disposition?.isWord("attachment") != true
    }

    /// The line that a place of the text stands in.
    func line(of place: Int) -> Int {
        var (low, high) = (0, lines.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if lines[middle].lowerBound <= place { low = middle } else { high = middle }
        }
        return low
    }

    // MARK: Reading

    private mutating func read(_ part: MailPart) {
        let content = part.content.prefix(Self.mostContent)
        let encoding = part.fields["content-transfer-encoding"]
        var text =
            TransferDecoding.isEncoded(encoding) ? TransferDecoding.decode(content, encoding)[...] : content
        if content.count < part.content.count, let end = text.lastIndex(of: 0x0A) { text = text[..<end] }
        if text.contains(where: { $0 >= 0x80 || $0 == 0x1B }) {
            text = Array(EncodedWords.text(text, part.type.parameters["charset"]).utf8)[...]
        }
        if part.type.type == "text", part.type.subtype != "plain" { text = Markup.text(text) }
        for line in text.lines {
            guard lines.count < Self.mostLines else { return }
            read(line)
        }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let start = bytes.count
        if !Self.isQuoted(line) {
            var isSpaced = false
            for byte in line.prefix(Self.longestLine) {
                if byte > 0x20 {
                    if isSpaced, bytes.count > start { bytes.append(0x20) }
                    bytes.append(byte)
                }
                isSpaced = byte <= 0x20
            }
        }
        lines.append(start..<bytes.count)
        bytes.append(0x20)
    }

    /// Whether a line is quoted. A server's dialogue begins with three signs, and MDaemon lists addresses
    /// behind one.
    private static func isQuoted(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.first == 0x3E, !line.prefix(3).allSatisfy({ $0 == 0x3E }) else { return false }
        let rest = line.dropFirst().trimmed
        return rest.contains(0x20) || !rest.contains(0x40)
    }
}
