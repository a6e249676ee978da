// SPDX-License-Identifier: Apache-2.0

/// Signs messages (RFC 6376), once for each key.
///
/// Header fields are hashed `relaxed`. `From` and the fields a reader acts on are listed once more than they occur, so that
/// none can be added. Of a message made from a template, the part of the body that is the same for everyone is hashed once.
public struct DKIMSigner: Sendable {
    /// How body bytes are hashed (RFC 6376 §3.4).
    public enum BodyCanonicalization: String, Hashable, Sendable, CaseIterable {
        /// As it is, without empty lines at its end.
        case simple
        /// Also with every run of blanks as one, and none at the end of a line.
        case relaxed
    }

    /// Who signs with which key.
    public struct Identity: Sendable {
        /// `d=`, in ASCII.
        public let domain: String
        /// `s=`.
        public let selector: String
        /// The key that signs.
        public let key: DKIMKey

        /// A key under its name.
        public init(domain: String, selector: String, key: DKIMKey) {
            (self.domain, self.selector, self.key) = (domain, selector, key)
        }
    }

    /// Whether a text can be a selector: labels of letters, digits and hyphens (RFC 6376 §3.1).
    public static func isSelector(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 190
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
            }
    }

    /// The start of a body, hashed.
    private final class Prefix: Sendable {
        let count: Int
        let hash: SHA256

        init(_ bytes: ArraySlice<UInt8>) {
            count = bytes.count
            var hash = SHA256()
            hash.update(bytes)
            self.hash = hash
        }
    }

    private let identities: [Identity]
    private let canonicalization: BodyCanonicalization
    /// `t=`: seconds since 1970.
    private let time: Int64
    /// The start that every body has in common, hashed; nil when there is none.
    private let prefix: Prefix?

    /// Signs with each of `identities`.
    /// - Parameters:
    ///   - time: when the messages were made, seconds since 1970; the same for each of a mailing's, so that a repeat has the
    ///     same bytes.
    ///   - template: what every message is made from; nil when they have nothing in common.
    public init(
        _ identities: [Identity], body canonicalization: BodyCanonicalization = .simple, time: Int64,
        template: MessageTemplate? = nil
    ) {
        self.identities = identities
        self.canonicalization = canonicalization
        self.time = time
        prefix = canonicalization == .simple ? template.flatMap(Self.commonPrefix) : nil
    }

    /// The body of a template up to its first slot. Its last line ends may be followed by others, or by nothing: they are
    /// left out.
    private static func commonPrefix(of template: MessageTemplate) -> Prefix? {
        let start = bodyStart(in: template.content)
        let end = template.slots.first { $0.offset >= start }?.offset ?? template.content.count
        var common = template.content[start..<end]
        while common.last == 0x0D || common.last == 0x0A { common.removeLast() }
        return common.isEmpty ? nil : Prefix(common)
    }

    /// Puts a signature for each identity in front of a message in transfer form, not dot-stuffed.
    public func sign(_ message: inout [UInt8]) throws(DKIMKey.Fault) {
        let start = Self.bodyStart(in: message)
        let bodyHash = hash(ofBody: message[start...])
        let (names, signed) = Self.signedFields(of: HeaderField.fields(in: message[..<start]))
        var signatures: [UInt8] = []
        for identity in identities {
            signatures += try signature(of: identity, names, signed, bodyHash)
        }
        message.insert(contentsOf: signatures, at: 0)
    }

    private func signature(
        of identity: Identity, _ names: [String], _ signed: [UInt8], _ bodyHash: [UInt8]
    ) throws(DKIMKey.Fault) -> [UInt8] {
        var field = DKIMField()
        field.tag("v", "1")
        field.tag("a", identity.key.algorithm.rawValue)
        field.tag("c", "relaxed/\(canonicalization.rawValue)")
        field.tag("d", identity.domain)
        field.tag("s", identity.selector)
        field.tag("t", String(time))
        field.list("h", names)
        field.tag("bh", Base64.text(of: bodyHash))
        field.tag("b", "")
        var hash = SHA256()
        hash.update(signed[...])
        // The field itself comes last, with nothing behind `b=` and without a line end (RFC 6376 §3.7).
        hash.update(HeaderField(name: DKIMField.name, value: field.value).relaxed.dropLast(2))
        return field.finish(with: try identity.key.signature(of: hash.finish()))
    }

    private func hash(ofBody body: ArraySlice<UInt8>) -> [UInt8] {
        switch canonicalization {
        case .simple:
            var end = body.endIndex
            while end - body.startIndex >= 2, body[end - 1] == 0x0A, body[end - 2] == 0x0D { end -= 2 }
            var hash: SHA256
            var rest = body[..<end]
            if let prefix, rest.count >= prefix.count {
                hash = SHA256(continuing: prefix.hash)
                rest = rest.dropFirst(prefix.count)
            } else {
                hash = SHA256()
            }
            hash.update(rest)
            // An empty body is one line end (RFC 6376 §3.4.3).
            hash.update([0x0D, 0x0A])
            return hash.finish()
        case .relaxed: return SHA256.hash(of: Self.relaxed(body))
        }
    }

    /// Where the body starts: behind the empty line that ends the header, or at the end when there is none.
    private static func bodyStart(in message: [UInt8]) -> Int {
        var position = 0
        while position < message.count, let feed = message[position...].firstIndex(of: 0x0A) {
            if feed - position == 1, message[position] == 0x0D { return feed + 1 }
            position = feed + 1
        }
        return message.count
    }

    /// The fields that are signed, in this order. Each is listed as often as it occurs, from the last up, and once more, so
    /// that nobody can add another one, or one that is missing (RFC 6376 §5.4.2, §8.15).
    private static let signed = [
        "From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
        "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
    ].map { (name: $0, key: Array($0.lowercased().utf8)) }

    /// Fields that are signed where they stand. They are not listed once more, because relays add some of them.
    private static let signedWhereTheyStand = [
        "X-Daybreak-Ref", "CFBL-Address", "CFBL-Feedback-ID", "Feedback-ID",
    ].map { (name: $0, key: Array($0.lowercased().utf8)) }

    private static func signedFields(of fields: [HeaderField]) -> (names: [String], bytes: [UInt8]) {
        var (names, bytes): ([String], [UInt8]) = ([], [])
        for (name, key) in signed {
            for field in fields.reversed() where field.key.elementsEqual(key) {
                names.append(name)
                bytes += field.relaxed
            }
            names.append(name)
        }
        for (name, key) in signedWhereTheyStand {
            for field in fields.reversed() where field.key.elementsEqual(key) {
                names.append(name)
                bytes += field.relaxed
            }
        }
        return (names, bytes)
    }

    /// RFC 6376 §3.4.4.
    private static func relaxed(_ body: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(body.count + 2)
        var isBlankPending = false
        for byte in body {
            if byte.isBlank {
                isBlankPending = true
                continue
            }
            if isBlankPending, byte != 0x0D { result.append(0x20) }
            isBlankPending = false
            result.append(byte)
        }
        while result.last == 0x0D || result.last == 0x0A { result.removeLast() }
        return result.isEmpty ? [] : result + [0x0D, 0x0A]
    }
}
