// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The secrets of tokens. The first signs and all verify, so that keys can be replaced.
public struct TokenKeys: Sendable {
    private struct Key {
        let number: UInt8
        let mac: HMACSHA256
    }

    /// Bytes of a secret.
    public static let secretSize = 32
    private static let macSize = 16

    private let keys: [Key]

    /// The numbers of the keys that verify, the signing one first.
    public var numbers: [UInt8] { keys.map(\.number) }

    /// - Parameter secrets: numbered secrets of `secretSize` bytes, the signing one first.
    public init(_ secrets: [(number: UInt8, secret: [UInt8])]) {
        precondition(!secrets.isEmpty && secrets.allSatisfy { $0.secret.count == Self.secretSize })
        keys = secrets.map { Key(number: $0.number, mac: HMACSHA256($0.secret)) }
    }

    private init(_ keys: [Key]) { self.keys = keys }

    /// The same keys with another one signing; nil when there is no such key.
    public func signing(with number: Int) -> TokenKeys? {
        guard let key = keys.first(where: { Int($0.number) == number }) else { return nil }
        return TokenKeys([key] + keys.filter { $0.number != key.number })
    }

    /// The text of a token.
    public func text(_ token: CapabilityToken, for purpose: CapabilityToken.Purpose) -> String {
        var bytes: [UInt8] = [keys[0].number, purpose.rawValue]
        bytes.reserveCapacity(40)
        bytes.appendVarint(UInt64(bitPattern: token.mailing.rawValue))
        bytes.appendVarint(UInt64(bitPattern: token.subscriber.rawValue))
        bytes += Self.mac(of: bytes, keys[0])
        return Base32.encode(bytes)
    }

    /// The token a text stands for; nil when it is damaged, forged, or meant for something else.
    public func token(_ text: String, for purpose: CapabilityToken.Purpose) -> CapabilityToken? {
        guard text.utf8.count <= CapabilityToken.longestText, let bytes = Base32.decode(text),
            bytes.count > Self.macSize + 3,
            let key = keys.first(where: { $0.number == bytes[0] })
        else { return nil }
        let payload = Array(bytes.dropLast(Self.macSize))
        guard Self.isEqual(Self.mac(of: payload, key), bytes[payload.count...]),
            payload[1] == purpose.rawValue
        else { return nil }
        var rest = payload[2...]
        guard let mailing = rest.popVarint(), let subscriber = rest.popVarint(), rest.isEmpty,
            let mailing = Int64(exactly: mailing), CapabilityToken.mailings.contains(mailing),
            let subscriber = Int64(exactly: subscriber), CapabilityToken.subscribers.contains(subscriber)
        else { return nil }
        return CapabilityToken(
            mailing: MailingID(rawValue: mailing), subscriber: SubscriberID(rawValue: subscriber))
    }

    private static func mac(of payload: [UInt8], _ key: Key) -> ArraySlice<UInt8> {
        key.mac.code(of: payload)[..<macSize]
    }

    /// Compares in the same time wherever the difference is, so that no forger learns from it.
    private static func isEqual(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
        zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 && one.count == other.count
    }
}

extension [UInt8] {
    /// Appends a number with seven bits a byte, the lowest first; the high bit is set on all bytes but the last.
    fileprivate mutating func appendVarint(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func popVarint() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
