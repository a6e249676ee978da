// SPDX-License-Identifier: Apache-2.0
import Foundation

/// JSON as programs get it: one line, keys sorted, slashes as they are.
public enum JSONText {
    /// A value's text.
    public static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
