// SPDX-License-Identifier: Apache-2.0

/// HTML as plain text, a line for each block: enough to find phrases and addresses in.
enum Markup {
    private static let blocks = ["br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "pre"]
    private static let unseen = ["style", "script"]
    private static let names = [
        "lt": "<", "gt": ">", "amp": "&", "nbsp": " ", "quot": "\"", "apos": "'", "commat": "@",
    ]

    static func text(_ html: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var result: [UInt8] = []
        result.reserveCapacity(html.count)
        var place = html.startIndex
        while place < html.endIndex {
            if html[place] == 0x3C, let end = tag(html, place, &result) {
                place = end
            } else if html[place] == 0x26, let end = entity(html, place, &result) {
                place = end
            } else {
                result.append(html[place])
                place += 1
            }
        }
        return result[...]
    }

    /// Where what begins with a tag goes on; nil for what is none: `<ann@inbox.test>`.
    private static func tag(_ html: ArraySlice<UInt8>, _ start: Int, _ result: inout [UInt8]) -> Int? {
        let inside = html[(start + 1)...].drop { $0 == 0x2F }
        let name = inside.prefix { $0.isLetter || $0.isDigit || $0 == 0x21 }.prefix(20)
        guard !name.isEmpty, name.endIndex < html.endIndex else { return nil }
        guard
            html[name.endIndex] == 0x3E || html[name.endIndex] == 0x2F || html[name.endIndex].isWhite
                || name.first == 0x21
        else { return nil }
        result.append(blocks.contains(where: name.isWord) ? 0x0A : 0x20)
        guard let end = html.place(of: 0x3E, from: name.endIndex) else { return html.endIndex }
        guard inside.startIndex == start + 1, unseen.contains(where: name.isWord) else { return end + 1 }
        return html.place(of: Array("</".utf8), from: end) ?? html.endIndex
    }

    /// Where what begins with a character's name or number goes on; nil for what is none.
    private static func entity(_ html: ArraySlice<UInt8>, _ start: Int, _ result: inout [UInt8]) -> Int? {
        let name = html[(start + 1)...].prefix(10).prefix { $0 != 0x3B }
        guard name.endIndex < html.endIndex, html[name.endIndex] == 0x3B else { return nil }
        let text = String(decoding: name, as: UTF8.self)
        if let known = names[text] {
            result += known.utf8
        } else if text.hasPrefix("#"), let number = UInt32(text.dropFirst()),
            let scalar = Unicode.Scalar(number)
        {
            result += String(scalar).utf8
        } else {
            return nil
        }
        return name.endIndex + 1
    }
}
