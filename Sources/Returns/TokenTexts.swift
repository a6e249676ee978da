// SPDX-License-Identifier: Apache-2.0

/// Texts in a message that may be tokens of ours: runs of base32's letters of the length that tokens have. Whether they are is for who
/// has the keys to say.
public enum TokenTexts {
    /// The characters that a token has.
    private static let lengths = 32...44
    /// Texts at the most, and bytes of parts that are looked through for them.
    private static let most = 200
    private static let longest = 1_000_000

    /// Fields that say to whom a message went (RFC 5322 §3.6.3), also in words that servers add.
    private static let recipients: Set = [
        "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to",
        "x-forwarded-to",
    ]

    static func found(inRecipientsOf message: MailPart) -> [String] {
        var texts = Found()
        for field in message.fields.all where recipients.contains(field.name) {
            texts.look(into: field.value.utf8)
        }
        return texts.all
    }

    /// The texts in an address.
    public static func found(in address: String) -> [String] {
        var texts = Found()
        texts.look(into: address.utf8)
        return texts.all
    }

    /// The texts of a whole message, its parts and what it quotes, in their order.
    static func found(in message: MailPart) -> [String] {
        var texts = Found()
        var room = longest
        for part in message.all {
            for field in part.fields.all { texts.look(into: field.value.utf8) }
            guard part.parts.isEmpty, room > 0 else { continue }
            let bytes = part.decoded.prefix(room)
            room -= bytes.count
            texts.look(into: bytes)
        }
        return texts.all
    }

    private struct Found {
        var all: [String] = []
        private var known: Set<String> = []

        mutating func look(into bytes: some Sequence<UInt8>) {
            var run: [UInt8] = []
            func end() {
                if lengths.contains(run.count), all.count < most {
                    let text = String(decoding: run, as: UTF8.self)
                    if known.insert(text).inserted { all.append(text) }
                }
                run.removeAll(keepingCapacity: true)
            }
            for byte in bytes {
                guard Self.isLetter(byte) else {
                    end()
                    continue
                }
                // A run that is too long is none, wherever it ends.
                if run.count <= lengths.upperBound { run.append(byte) }
            }
            end()
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        }
    }
}
