// SPDX-License-Identifier: Apache-2.0

/// Reads the terms of a record (RFC 7208 §12).
enum SPFTerm {
    /// `name=value`.
    static func modifier(_ text: String) -> (name: String, value: String)? {
        guard let mark = text.firstIndex(where: { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }),
            text[mark] == "=", text.first?.isLetter == true
        else { return nil }
        return (text[..<mark].lowercased(), String(text[text.index(after: mark)...]))
    }

    static func directive(_ text: String) throws(SPFRecord.Fault) -> SPFRecord.Directive {
        var rest = text[...]
        var qualifier = SPFRecord.Qualifier.pass
        if let first = rest.first, let found = SPFRecord.Qualifier(rawValue: first) {
            qualifier = found
            rest = rest.dropFirst()
        }
        return SPFRecord.Directive(
            qualifier: qualifier, mechanism: try mechanism(rest, PrintableText.of(text)), text: text)
    }

    private static func mechanism(
        _ text: Substring, _ shown: String
    ) throws(SPFRecord.Fault) -> SPFRecord.Mechanism {
        let end = text.firstIndex { $0 == ":" || $0 == "/" } ?? text.endIndex
        let name = text[..<end].lowercased()
        let rest = text[end...]
        let value = rest.first == ":" ? String(rest.dropFirst()) : nil
        switch name {
        case "all":
            guard rest.isEmpty else { throw .init(term: shown, why: "has something behind “all”") }
            return .all
        case "include": return .include(try domain(value ?? "", of: shown))
        case "exists": return .exists(try domain(value ?? "", of: shown))
        case "ptr":
            if let value { _ = try domain(value, of: shown) }
            guard value != nil || rest.isEmpty else { throw .init(term: shown, why: "has a length of bits") }
            return .ptr
        case "a": return .a(try target(rest, shown))
        case "mx": return .mx(try target(rest, shown))
        case "ip4": return try network(value, .ipv4, shown)
        case "ip6": return try network(value, .ipv6, shown)
        default: throw .init(term: shown, why: "is no mechanism")
        }
    }

    /// `[:domain][/bits][//bits]`.
    private static func target(_ text: Substring, _ shown: String) throws(SPFRecord.Fault) -> SPFRecord.Target
    {
        var target = SPFRecord.Target()
        var rest = text
        if let double = rest.firstRange(of: "//") {
            target.bits6 = try bits(rest[double.upperBound...], 128, shown)
            rest = rest[..<double.lowerBound]
        }
        // A slash may also be a delimiter inside a macro.
        if let slash = rest.lastIndex(of: "/"), !rest[slash...].contains("}") {
            target.bits4 = try bits(rest[rest.index(after: slash)...], 32, shown)
            rest = rest[..<slash]
        }
        guard !rest.isEmpty else { return target }
        target.domain = try domain(String(rest.dropFirst()), of: shown)
        return target
    }

    private static func network(
        _ value: String?, _ family: IPAddress.Family, _ shown: String
    ) throws(SPFRecord.Fault) -> SPFRecord.Mechanism {
        let parts = (value ?? "").split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let isWritten6 = parts[0].contains(":")
        guard let address = IPAddress(String(parts[0])), isWritten6 == (family == .ipv6) else {
            throw .init(term: shown, why: "holds no address of the kind")
        }
        let most = family == .ipv4 ? 32 : 128
        let length = parts.count == 2 ? try bits(parts[1], most, shown) : most
        // An IPv4 address written as one of IPv6 has 96 bits before it.
        return .ip(address, bits: isWritten6 && address.family == .ipv4 ? max(0, length - 96) : length)
    }

    private static func bits(_ text: Substring, _ most: Int, _ shown: String) throws(SPFRecord.Fault) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(text), bits <= most,
            text == "0" || !text.hasPrefix("0")
        else { throw .init(term: shown, why: "has no length of 0 to \(most) bits") }
        return bits
    }

    /// A domain, perhaps with macros.
    static func domain(_ text: String, of shown: String) throws(SPFRecord.Fault) -> String {
        guard !text.isEmpty else { throw .init(term: shown, why: "names no domain") }
        guard SPFMacro.isWellFormed(text) else { throw .init(term: shown, why: "holds a macro that is none") }
        guard !text.contains("%") else { return text }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        let top = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        guard name.contains("."), !top.isEmpty, !top.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .init(term: shown, why: "names no domain")
        }
        return name
    }
}
