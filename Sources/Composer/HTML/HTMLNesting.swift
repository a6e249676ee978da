// SPDX-License-Identifier: Apache-2.0

/// Bounds how deep a page nests before it is parsed, as browsers do: the HTML algorithm walks its stack of open elements for
/// many tags, and opens every unclosed formatting element again in each paragraph, so that a page of nothing but `<div>` or
/// `<b>` would take time and memory by the square of its length.
struct HTMLNesting {
    /// How many elements may be open at once; Chromium and WebKit stop at as many.
    private static let deepest = 512
    /// How many formatting elements, such as `<b>`, may be open at once.
    private static let deepestType = 6
    /// How many tags are kept: more than any article has.
    static let most = 200_000
    /// How many attributes of a tag are kept; the parser compares each with all before it.
    private static let mostAttributes = 200
    private static let type: Set = [
        "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    ]
    /// Elements that are never open, or that the next of their kind closes.
    private static let flat: Set = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
        "a", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "html",
        "head", "body",
    ]
    /// Elements that hold text which only looks like tags.
    private static let raw: Set = [
        "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp",
    ]

    private let source: [UInt8]
    private var place = 0
    private var depth = 0
    private var typeDepth = 0
    private var tags = 0
    /// How many drawings and formulas are open, in which no element is closed by another or holds mere text.
    private var foreign = 0
    private var result: [UInt8] = []

    /// A page without the tags that would nest too deep.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count(where: { $0 == UInt8(ascii: "<") }) > deepestType || text.utf8.count > 1_000
        else {
            return text
        }
        var nesting = HTMLNesting(source: Array(text.utf8))
        nesting.run()
        return String(decoding: nesting.result, as: UTF8.self)
    }

    private init(source: [UInt8]) {
        self.source = source
        result.reserveCapacity(source.count)
    }

    private mutating func run() {
        while let tag = source[place...].firstIndex(of: UInt8(ascii: "<")) {
            result += source[place..<tag]
            place = tag
            let isEnd = byte(1) == UInt8(ascii: "/")
            let name = self.name(from: tag + (isEnd ? 2 : 1))
            let end = name.isEmpty ? otherEnd(isEnd: isEnd) : tagEnd()
            tags += 1
            if ["svg", "math"].contains(name) { foreign = max(0, foreign + (isEnd ? -1 : 1)) }
            if tags > Self.most {
                place = end
            } else if name.isEmpty {
                keep(to: end)
            } else if foreign > 0 {
                nest(\.depth, isEnd: isEnd, limit: Self.deepest, to: end)
            } else if Self.flat.contains(name) {
                keepTag(to: end)
            } else if Self.raw.contains(name), !isEnd {
                keepTag(to: end)
                keep(to: rawEnd(of: name))
            } else if Self.type.contains(name) {
                nest(\.typeDepth, isEnd: isEnd, limit: Self.deepestType, to: end)
            } else {
                nest(\.depth, isEnd: isEnd, limit: Self.deepest, to: end)
            }
        }
        result += source[place...]
    }

    /// Keeps a tag unless it opens one element too many.
    private mutating func nest(
        _ depth: WritableKeyPath<HTMLNesting, Int>, isEnd: Bool, limit: Int, to end: Int
    ) {
        if isEnd {
            self[keyPath: depth] = max(0, self[keyPath: depth] - 1)
        } else if self[keyPath: depth] < limit {
            self[keyPath: depth] += 1
        } else {
            place = end
            return
        }
        keepTag(to: end)
    }

    private func byte(_ offset: Int) -> UInt8? {
        source.indices.contains(place + offset) ? source[place + offset] : nil
    }

    private mutating func keep(to end: Int) {
        result += source[place..<end]
        place = end
    }

    /// Keeps a tag, without the attributes that are too many.
    private mutating func keepTag(to end: Int) {
        guard end - place > 2 * Self.mostAttributes, let cut = attributesEnd(before: end) else {
            return keep(to: end)
        }
        result += source[place..<cut]
        result.append(UInt8(ascii: ">"))
        place = end
    }

    /// Where the first attribute too many starts; nil when there is none. White space, a `/` or a closing quote parts them
    /// (HTML Standard §13.2.5.32–40).
    private func attributesEnd(before end: Int) -> Int? {
        var state = AttributePlace.name
        var count = 0
        for index in (place + 1)..<end {
            let byte = source[index]
            switch (state, byte) {
            case (.quoted(let quote), _): if byte == quote { state = .between }
            case (.equals, ...0x20): break
            case (.equals, UInt8(ascii: "\"")), (.equals, UInt8(ascii: "'")): state = .quoted(byte)
            case (.equals, _): state = .bare
            case (_, ...0x20): state = .between
            case (.bare, _): break
            case (_, UInt8(ascii: "/")): state = .between
            case (_, UInt8(ascii: "=")): state = .equals
            case (.between, _):
                count += 1
                if count > Self.mostAttributes { return index }
                state = .name
            case (.name, _): break
            }
        }
        return nil
    }

    private enum AttributePlace {
        case between, name, equals, bare
        case quoted(UInt8)
    }

    /// What follows a letter up to white space, `/` or `>` (HTML Standard §13.2.5.8); empty for what is no tag.
    private func name(from start: Int) -> String {
        guard start < source.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(source[start] | 0x20)
        else {
            return ""
        }
        let letters = source[start...].prefix(20).prefix {
            $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">")
        }
        return String(decoding: letters, as: UTF8.self).lowercased()
    }

    /// Behind the `>` of the tag here; a quoted value may hold others.
    private func tagEnd() -> Int {
        var index = place + 1
        var quote: UInt8?
        var isValue = false
        while index < source.count {
            let byte = source[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return index
            } else if isValue, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            if byte > 0x20 { isValue = quote == nil && byte == UInt8(ascii: "=") }
        }
        return index
    }

    /// Behind what is no tag: a comment, which also `--!>` ends, what a parser takes for one, or a mere `<` (HTML Standard
    /// §13.2.5.6–7, 41–52).
    private func otherEnd(isEnd: Bool) -> Int {
        if source[place...].starts(with: Array("<!--".utf8)) {
            for empty in ["<!-->", "<!--->"] where source[place...].starts(with: Array(empty.utf8)) {
                return place + empty.utf8.count
            }
            return commentEnd
        }
        guard isEnd || byte(1) == UInt8(ascii: "!") || byte(1) == UInt8(ascii: "?") else { return place + 1 }
        return source[place...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? source.count
    }

    /// Behind the mark that ends a comment.
    private var commentEnd: Int {
        var index = place + 4
        while index + 2 < source.count {
            defer { index += 1 }
            guard source[index] == UInt8(ascii: "-"), source[index + 1] == UInt8(ascii: "-") else { continue }
            let mark = source[index + 2] == UInt8(ascii: "!") ? index + 3 : index + 2
            if mark < source.count, source[mark] == UInt8(ascii: ">") { return mark + 1 }
        }
        return source.count
    }

    /// Where the element's end tag starts.
    private func rawEnd(of name: String) -> Int { firstIndex(of: "</\(name)") ?? source.count }

    /// Where a text in lower case stands next, whatever the case of the source.
    private func firstIndex(of text: String) -> Int? {
        let wanted = Array(text.utf8)
        return source.indices[place...].first { index in
            source[index] == wanted[0] && index + wanted.count <= source.count
                && zip(source[index...], wanted).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
        }
    }
}
