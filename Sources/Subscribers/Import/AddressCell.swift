// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// An address as lists and address books hold it: bare, `Ann Lee <ann@example.com>`, `<ann@example.com>`,
/// `ann@example.com (Ann Lee)`, `mailto:ann@example.com`, with white space and characters nobody sees around it.
struct AddressCell {
    let address: EmailAddress
    /// The name beside it; empty when there is none.
    let name: String

    /// Reads a cell; of several addresses that Google parts by `:::` the first.
    init(_ text: String) throws(ImportRow.Rejection) {
        if let address = try? EmailAddress(text) {
            (self.address, name) = (address, "")
            return
        }
        let first = text.firstRange(of: " ::: ").map { text[..<$0.lowerBound] } ?? text[...]
        let (name, bare) = Self.parts(first.trimmingHidden)
        do {
            address = try EmailAddress(bare)
        } catch {
            throw ImportRow.Rejection(reason: Self.hidden(in: bare) ?? error.description)
        }
        self.name = name
    }

    /// The name and the address of a mailbox (RFC 5322 §3.4).
    private static func parts(_ text: Substring) -> (name: String, address: Substring) {
        if text.last == ">", let open = text.lastIndex(of: "<") {
            return (name(text[..<open]), withoutScheme(text[text.index(after: open)...].dropLast()))
        }
        if text.last == ")", let open = text.firstIndex(of: "("), open > text.startIndex {
            return (name(text[text.index(after: open)...].dropLast()), withoutScheme(text[..<open]))
        }
        return ("", withoutScheme(text))
    }

    private static func withoutScheme(_ text: Substring) -> Substring {
        let text = text.trimmingHidden
        let scheme = "mailto:"
        return text.prefix(scheme.count).lowercased() == scheme
            ? text.dropFirst(scheme.count).trimmingHidden : text
    }

    /// A display name without its quotation marks; `Lee, Ann` is turned round. An address is nobody's name.
    private static func name(_ text: Substring) -> String {
        var name = String(text.trimmingHidden)
        for mark in ["\"", "'"] where name.count > 1 && name.hasPrefix(mark) && name.hasSuffix(mark) {
            name = String(name.dropFirst().dropLast())
        }
        name = LineText.cleaned(name.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\"))
        let halves = name.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingHidden)
        if halves.count == 2, !halves[1].isEmpty, !titles.contains(halves[1].lowercased()) {
            name = "\(halves[1]) \(halves[0])"
        }
        return name.utf8.contains(UInt8(ascii: "@")) ? "" : name
    }

    /// Words that stand behind a name and a comma and are no first name.
    private static let titles: Set<String> = [
        "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "md", "m.d.", "phd", "ph.d.", "esq", "esq.",
    ]

    /// Where a character stands that nobody sees, so that it can be found; nil when there is none.
    private static func hidden(in text: Substring) -> String? {
        let scalars = text.unicodeScalars
        guard let index = scalars.firstIndex(where: { !$0.isASCII && $0.isBlank }) else { return nil }
        let before = String(scalars[..<index].suffix(20))
        let place = before.isEmpty ? "at its start" : "after “\(before)”"
        return "holds \(scalars[index].blankName) (\(scalars[index].codePoint)) \(place)"
    }
}

extension Unicode.Scalar {
    fileprivate var blankName: String {
        switch value {
        case 0xA0, 0x202F: "a no-break space"
        case 0x200B: "a zero-width space"
        case 0x200C, 0x200D, 0x2060: "a joiner that nobody sees"
        case 0xFEFF: "a byte order mark"
        case 0xAD: "a soft hyphen"
        default: properties.isWhitespace ? "a space" : "a character that nobody sees"
        }
    }
}

extension StringProtocol {
    /// Without white space, and characters nobody sees, around it.
    var trimmingHidden: SubSequence {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return self[endIndex...] }
        return self[first..<scalars.index(after: last)]
    }
}
