// SPDX-License-Identifier: Apache-2.0

/// Reads messages. Whatever the bytes are, what comes out is a message: parts that are missing are not there,
/// and what goes beyond the bounds is not looked at.
public struct MailReader {
    /// Levels of parts in parts.
    static let deepest = 12
    /// Parts in all.
    static let mostParts = 200

    private var count = 0

    private init() {}

    /// The message that some bytes are.
    public static func read(_ bytes: [UInt8]) -> MailPart {
        var reader = MailReader()
        return reader.part(bytes[...], inside: nil, depth: 0)
    }

    /// - Parameter parent: the type of the multipart that it stands in.
    private mutating func part(_ bytes: ArraySlice<UInt8>, inside parent: MediaType?, depth: Int) -> MailPart
    {
        count += 1
        let (fields, content) = MailFields.split(bytes)
        let usual: MediaType = parent?.isDigest == true ? .message : .text
        let type = fields.field("content-type").flatMap { MediaType($0.unfolded) } ?? usual
        return MailPart(
            fields: fields, type: type, content: content,
            parts: parts(of: content, type, fields, depth: depth))
    }

    private mutating func parts(
        of content: ArraySlice<UInt8>, _ type: MediaType, _ fields: MailFields, depth: Int
    ) -> [MailPart] {
        guard depth < Self.deepest else { return [] }
        if type.isMultipart {
            let pieces = Boundary.pieces(
                of: content, type.parameters["boundary"], most: Self.mostParts - count)
            return pieces.map { part($0, inside: type, depth: depth + 1) }
        }
        guard type.isMessage, count < Self.mostParts else { return [] }
        // RFC 2046 §5.2.1 allows no encoding here; some write one all the same.
        let inner =
            TransferDecoding.isEncoded(fields["content-transfer-encoding"])
            ? TransferDecoding.decode(content, fields["content-transfer-encoding"])[...] : content
        return [part(inner, inside: nil, depth: depth + 1)]
    }
}
