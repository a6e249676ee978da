// SPDX-License-Identifier: Apache-2.0

/// A reader's copy as a relay got it: read from its bytes alone.
struct Copy: Sendable {
    let recipient: String
    /// Where failures are to be reported.
    let returnPath: String
    let relay: String
    /// The header as it came, with LF at the end of lines.
    let header: String
    let messageID: String
    let subject: String
    /// The token of the link that ends the subscription; nil in mail that has none.
    let unsubscribe: String?
    /// Where a letter ends it.
    let unsubscribeAddress: String?
    /// The token of the link to the reader's preferences; nil in mail that has none.
    let preferences: String?
    /// The token of the link that confirms it; nil in all other mail.
    let confirm: String?
    /// The mark of its bytes (FNV-1a), by which copies are known to be the same.
    let mark: UInt64
    /// What the relay calls it.
    var number: String { String(mark, radix: 36).uppercased() }

    init(_ content: [UInt8], to recipient: String, from sender: String, by relay: String) {
        (self.recipient, returnPath, self.relay) = (recipient, sender, relay)
        mark = content.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        let bytes = content.filter { $0 != 0x0D }
        let end = zip(bytes.indices, bytes.indices.dropFirst()).first {
            bytes[$0] == 0x0A && bytes[$1] == 0x0A
        }
        header = String(decoding: bytes[..<(end?.0 ?? bytes.endIndex)], as: UTF8.self) + "\n"
        let fields = Self.fields(of: header)
        messageID = fields["message-id"] ?? ""
        subject = fields["subject"] ?? ""
        let links = fields["list-unsubscribe"] ?? ""
        unsubscribe = Self.token(after: "/unsubscribe/", in: links.utf8)
        unsubscribeAddress = links.split(separator: "<").first { $0.hasPrefix("mailto:") }
            .map { String($0.dropFirst("mailto:".count).prefix { $0 != ">" && $0 != "?" }) }
        let body = Self.unbroken(bytes[(end?.1 ?? bytes.endIndex)...])
        preferences = Self.token(after: "/preferences/", in: body)
        confirm = Self.token(after: "/confirm/", in: body)
    }

    /// Quoted-printable lines without the breaks that are none of the text.
    private static func unbroken(_ lines: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(lines.count)
        for byte in lines {
            if byte == 0x0A, text.last == 0x3D { text.removeLast() } else { text.append(byte) }
        }
        return text
    }

    private static func fields(of header: String) -> [String: String] {
        var fields: [String: String] = [:]
        for line in header.replacing("\n ", with: " ").replacing("\n\t", with: " ").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 {
                fields[parts[0].lowercased()] = String(parts[1].trimmingPrefix(" "))
            }
        }
        return fields
    }

    private static func token(after mark: String, in text: some Collection<UInt8>) -> String? {
        let (text, mark) = (Array(text), Array(mark.utf8))
        let place = text.indices.first { text[$0] == mark[0] && text[$0...].starts(with: mark) }
        guard let place else { return nil }
        let token = text[(place + mark.count)...].prefix {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
        return String(decoding: token, as: UTF8.self)
    }
}
