// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What clients write in IMAP commands.
enum IMAPText {
    /// A folder's name as a quoted string in modified UTF-7 (RFC 3501 §5.1.3), which is all in printable
    /// ASCII.
    static func folder(_ name: String) -> String { quoted(modifiedUTF7(name)) }

    /// RFC 3501 §9, `quoted`. Only for printable ASCII.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    static func modifiedUTF7(_ name: String) -> String {
        var text = ""
        var shifted: [UInt8] = []
        func endShift() {
            guard !shifted.isEmpty else { return }
            let base64 = Base64.text(of: shifted).replacing("/", with: ",").replacing("=", with: "")
            text += "&\(base64)-"
            shifted = []
        }
        for unit in name.utf16 {
            guard (0x20...0x7E).contains(unit) else {
                shifted += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                continue
            }
            endShift()
            text += unit == 0x26 ? "&-" : String(Unicode.Scalar(UInt8(unit)))
        }
        endShift()
        return text
    }

    /// Messages by their UIDs, in ascending order: `3,5:9` (RFC 3501 §9, `sequence-set`).
    static func set(_ identifiers: some Sequence<UInt32>) -> String {
        var ranges: [ClosedRange<UInt32>] = []
        for identifier in identifiers {
            if let last = ranges.last, last.upperBound < .max, last.upperBound + 1 == identifier {
                ranges[ranges.count - 1] = last.lowerBound...identifier
            } else {
                ranges.append(identifier...identifier)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
            .joined(separator: ",")
    }
}
