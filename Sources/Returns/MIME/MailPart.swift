// SPDX-License-Identifier: Apache-2.0

/// A message or a part of one, as strangers write them (RFC 5322, RFC 2045, RFC 2046).
public struct MailPart: Sendable {
    /// Its header.
    public let fields: MailFields
    /// What it says that it is; `text/plain` where it says nothing, or nonsense.
    public let type: MediaType
    /// Its content as it was transferred.
    public let content: ArraySlice<UInt8>
    /// The parts of a multipart, or the one message that this one carries.
    public let parts: [MailPart]

    /// This part and all inside it, in the order in which they are written.
    public var all: [MailPart] { [self] + parts.flatMap(\.all) }

    /// This part and all inside it, but for what messages inside it are made of: what it says itself, and not
    /// what it quotes.
    var own: [MailPart] { [self] + (type.isMessage ? [] : parts.flatMap(\.own)) }

    /// The content without its transfer encoding (RFC 2045 §6).
    public var decoded: [UInt8] {
        TransferDecoding.decode(content, fields["content-transfer-encoding"])
    }

    /// The content as text, whatever it is written in.
    public var text: String { EncodedWords.text(decoded[...], type.parameters["charset"]) }
}
