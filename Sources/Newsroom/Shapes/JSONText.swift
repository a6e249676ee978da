// SPDX-License-Identifier: Apache-2.0
import Foundation

/// JSON as programs get it: one line, keys sorted, slashes as they are.
public enum JSONText {
    /// A value's text.
    public static func of(_ value: some Encodable) throws -> String {
        if let value = value as? JSONValue {
            var text: [UInt8] = []
            value.append(to: &text)
            return String(decoding: text, as: UTF8.self)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
