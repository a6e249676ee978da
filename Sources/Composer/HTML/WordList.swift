// SPDX-License-Identifier: Apache-2.0

/// Lists as word processors export them: paragraphs that only a class and a style call items.
enum WordList {
    /// The same nodes, with runs of such paragraphs made lists.
    static func gathered(_ nodes: [HTMLNode]) -> [HTMLNode] {
        guard nodes.contains(where: isItem) else { return nodes }
        var result: [HTMLNode] = []
        var items: [HTMLNode] = []
        for node in nodes {
            if isItem(node) {
                items.append(node)
            } else if node.name == nil, node.textSize == 0, !items.isEmpty {
                continue
            } else {
                if !items.isEmpty { result += lists(items[...]) }
                items = []
                result.append(node)
            }
        }
        return result + (items.isEmpty ? [] : lists(items[...]))
    }

    private static func isItem(_ node: HTMLNode) -> Bool {
        node.name == "p" && node["style"]?.contains("mso-list") == true
    }

    private static func level(_ node: HTMLNode) -> Int {
        guard let match = node["style"]?.firstMatch(of: /mso-list:\s*\w+\s+level(\d)/) else { return 1 }
        return Int(match.1) ?? 1
    }

    /// The list of the first item's level, deeper ones inside.
    private static func lists(_ items: ArraySlice<HTMLNode>) -> [HTMLNode] {
        guard let first = items.first else { return [] }
        let level = level(first)
        var entries: [HTMLNode] = []
        var rest = items
        while let item = rest.first {
            let inner = rest.dropFirst().prefix { self.level($0) > level }
            let words = item.children.map(\.withoutListMark)
            entries.append(HTMLNode(name: "li", children: words + lists(inner)))
            rest = rest.dropFirst(1 + inner.count)
        }
        let mark = first.first("span") { $0["style"]?.contains("mso-list:Ignore") == true }?.line ?? "·"
        let isOrdered = mark.first.map { $0.isNumber || $0.isLetter && mark.count > 1 } ?? false
        return [HTMLNode(name: isOrdered ? "ol" : "ul", children: entries)]
    }
}

extension HTMLNode {
    /// The same without the bullet or number that stands in the text.
    fileprivate var withoutListMark: HTMLNode {
        if self["style"]?.contains("mso-list:Ignore") == true { return HTMLNode(text: "") }
        return name == nil ? self : replacing(children: children.map(\.withoutListMark))
    }
}
