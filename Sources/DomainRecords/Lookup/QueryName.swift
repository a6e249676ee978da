// SPDX-License-Identifier: Apache-2.0

/// Names that may be asked for. What a record names is a stranger's text: c-ares would read its backslashes as escapes.
enum QueryName {
    /// At most 253 octets of labels of 1 to 63, letters, digits, hyphens and underscores only.
    static func isValid(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count)
                    && label.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
            }
    }
}
