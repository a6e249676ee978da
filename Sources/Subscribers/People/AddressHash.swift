// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// What is kept of an address that must not be mailed once the person is forgotten: its SHA-256.
public struct AddressHash: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// The hash of an address's key, so that `Ann@` and `ann@` are one.
    public init(_ address: EmailAddress) { bytes = SHA256.hash(of: Array(address.key.utf8)) }

    /// Takes a hash as it is stored; nil when it does not have 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.size else { return nil }
        self.bytes = bytes
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(hexadecimal text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            let pair = String(decoding: digits[index..<(index + 2)], as: UTF8.self)
            // A sign is no digit, though integers are read with one.
            guard !pair.hasPrefix("+"), !pair.hasPrefix("-"), let byte = UInt8(pair, radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
