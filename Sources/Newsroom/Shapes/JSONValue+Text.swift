// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Appends the value as text on one line, with sorted keys: what Foundation's encoder writes, without its detours, for commands that
    /// print a line for each of many things.
    public func append(to text: inout [UInt8]) {
        switch self {
        case .null: text += "null".utf8
        case .truth(let truth): text += (truth ? "true" : "false").utf8
        case .text(let value): Self.append(value, to: &text)
        case .number(let number):
            if let whole = Int64(exactly: number) {
                text += String(whole).utf8
            } else {
                text += number.isFinite ? number.description.utf8 : "null".utf8
            }
        case .list(let values):
            text.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                value.append(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.append(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    /// A string (RFC 8259 §7).
    private static func append(_ value: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x08: text += "\\b".utf8
            case 0x09: text += "\\t".utf8
            case 0x0A: text += "\\n".utf8
            case 0x0C: text += "\\f".utf8
            case 0x0D: text += "\\r".utf8
            case 0..<0x20: text += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
