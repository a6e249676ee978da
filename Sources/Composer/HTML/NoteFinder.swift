// SPDX-License-Identifier: Apache-2.0

/// The footnotes of an article, found by the links that lead to them.
///
/// A reference is a link inside the page whose words are a number or a sign, and that leads forward. Its note is the item,
/// paragraph or box that has the identifier, itself or at its start; links inside of it lead back.
struct NoteFinder {
    /// The article's text without the notes.
    private(set) var text = HTMLNode(name: "div")
    /// Whether notes are being read, in which such links lead back.
    var isInside = false
    private var numbers: [String: Int] = [:]
    private var found: [HTMLNode] = []
    private var isCounted = false

    /// What links from a footnote back to its place say.
    static let waysBack: Set = ["↩", "↩︎", "↩\u{FE0E}", "↑", "^", "⏎", "↵"]
    private static let signs: Set = ["*", "**", "†", "‡", "§", "¶"]
    private static let boxes: Set = ["li", "p", "div", "section", "aside", "dd", "tr"]

    /// No notes.
    init() {}

    /// The notes of a Markdown text.
    /// - Parameter labels: what HTML in it calls them, in the order of their first references.
    init(labels: [String]) {
        isCounted = true
        for (index, label) in labels.enumerated() { numbers["note-\(label)"] = index + 1 }
    }

    init(_ root: HTMLNode) {
        var order = 0
        var references: [(id: String, place: Int)] = []
        var places: [String: Int] = [:]
        root.visit { node in
            order += 1
            for id in node.identifiers where places[id] == nil { places[id] = order }
            guard node.name == "a", let reference = node["href"], reference.hasPrefix("#"),
                reference.utf8.count > 1, Self.isSign(node.line)
            else { return }
            references.append((String(reference.dropFirst()), order))
        }
        let wanted = Set(references.filter { places[$0.id] ?? 0 > $0.place }.map(\.id))
        var boxes: [String: HTMLNode] = [:]
        text = Self.without(wanted, root, &boxes)
        for reference in references where numbers[reference.id] == nil {
            guard let box = boxes[reference.id] else { continue }
            found.append(box)
            numbers[reference.id] = found.count
        }
    }

    /// The elements that hold the notes, in the order of their first references.
    var containers: [HTMLNode] { found }

    /// The number of the note that a link leads to.
    func number(of reference: String) -> Int? {
        // Markdown's parser writes `#fn3` or `#fn-3`.
        let counted = isCounted ? reference.wholeMatch(of: /#fn-?(\d+)/).flatMap { Int($0.1) } : nil
        return counted ?? numbers[String(reference.dropFirst())]
    }

    /// Whether a link's words are a note's number or sign: `3`, `[3]`, `†`.
    static func isSign(_ text: String) -> Bool {
        let sign = text.trimming { "[]() ".contains($0) }
        return sign.count <= 3 && Int(sign) != nil || signs.contains(sign)
    }

    /// The same element without the boxes of notes, which are put aside.
    private static func without(
        _ wanted: Set<String>, _ node: HTMLNode, _ boxes: inout [String: HTMLNode]
    ) -> HTMLNode {
        guard node.name != nil, !wanted.isEmpty else { return node }
        var kept: [HTMLNode] = []
        for child in node.children {
            let ids =
                Self.boxes.contains(child.name ?? "") ? child.leadingIdentifiers.intersection(wanted) : []
            if let id = ids.first, ids.count == 1, boxes[id] == nil, child.isNote {
                boxes[id] = child
            } else {
                kept.append(without(wanted, child, &boxes))
            }
        }
        // A list or box whose notes all went says nothing any more.
        let isEmptied =
            kept.count < node.children.count && kept.allSatisfy { $0.textSize == 0 && $0.first("img") == nil }
        return node.replacing(children: isEmptied ? [] : kept)
    }
}

extension HTMLBlocks {
    /// The blocks of a note, without the links that lead back to its place.
    mutating func note(_ container: HTMLNode) -> [Block] {
        let blocks = read(HTMLNode(name: "div", children: container.children))
        return blocks.isEmpty ? [.paragraph([.text(container.line)])] : blocks
    }
}

extension HTMLNode {
    /// Bytes of text of the longest note.
    private static let longestNote = 4_000

    /// Whether it may be one: a note has no title.
    fileprivate var isNote: Bool {
        textSize <= Self.longestNote
            && first { ["h1", "h2", "h3", "h4", "h5", "h6"].contains($0.name) } == nil
    }

    /// What a link inside the page may name it by.
    fileprivate var identifiers: [String] {
        guard let name else { return [] }
        return [self["id"], name == "a" ? self["name"] : nil].compactMap(\.self)
    }

    /// Its own identifiers, and those of what it starts with, down to the first text.
    fileprivate var leadingIdentifiers: Set<String> {
        var ids = Set(identifiers)
        for child in children {
            if child.name == nil, child.textSize == 0 { continue }
            // What stands in a box of its own is not what this one starts with, but for an item's first paragraph.
            let isBox = ["li", "p", "div", "section", "aside", "dd", "tr", "ul", "ol", "table"].contains(
                child.name)
            if child.name == nil || isBox && !(name == "li" && child.name == "p") { break }
            ids.formUnion(child.leadingIdentifiers)
            if child.textSize > 0 { break }
        }
        return ids
    }
}
