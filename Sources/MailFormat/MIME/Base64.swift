// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// Base64 (RFC 4648 §4).
public enum Base64 {
    static func bytes(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        var encoded = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&encoded, bytes, Int32(bytes.count))
        return encoded[..<Int(count)]
    }

    /// The text of some bytes, padded.
    public static func text(of bytes: [UInt8]) -> String {
        String(decoding: Self.bytes(of: bytes), as: UTF8.self)
    }
}
