// SPDX-License-Identifier: Apache-2.0
extension MessageTemplate {
    /// What stands right of the `@` in its copies' Message-ID; nil when it has none.
    public var messageIDDomain: String? {
        guard let slot = slots.first(where: { fields[$0.field] == .messageID }) else { return nil }
        let rest = content[slot.offset...]
        guard rest.first == UInt8(ascii: "@"), let end = rest.firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        return String(decoding: rest[(slot.offset + 1)..<end], as: UTF8.self)
    }
}
