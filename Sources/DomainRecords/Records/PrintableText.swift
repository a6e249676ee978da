// SPDX-License-Identifier: Apache-2.0

/// Strangers' bytes for people: printable ASCII as it is, all else as `\ddd` (RFC 1035 §5.1), not too much of it.
public enum PrintableText {
    private static let longest = 120

    /// - Parameter bytes: of a record or a name.
    public static func of(_ bytes: some Collection<UInt8>) -> String {
        var text = ""
        for byte in bytes.prefix(longest) {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return bytes.count > longest ? text + "…" : text
    }

    /// - Parameter name: that a record gave.
    public static func of(_ name: some StringProtocol) -> String { of(Array(name.utf8)) }
}
