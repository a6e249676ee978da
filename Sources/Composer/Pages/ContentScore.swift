// SPDX-License-Identifier: Apache-2.0

/// Finds the part of a page that is the article, by how much running text stands where.
///
/// Each paragraph counts for its parent, half for the parent's parent, by its length and its commas; what an element's class
/// and id say counts a little, and the share of its text that is links takes away. Where the text is spread over several
/// elements, the element that holds them is taken, or their neighbours with them.
struct ContentScore {
    private struct Entry {
        let node: HTMLNode
        let parent: Int?
        var score = 0.0
        var isCandidate = false
    }

    private var entries: [Entry] = []
    private let whole: Int

    private static let wanted: Set<Substring> = [
        "article", "body", "content", "entry", "main", "page", "post", "story", "text",
    ]

    /// The element that holds the article; the page's body when no element stands out.
    static func content(of root: HTMLNode, headline: String) -> HTMLNode {
        let body = root.first("body") ?? root
        return withTitle(headline, chosen(in: body), in: body)
    }

    private static func chosen(in body: HTMLNode) -> HTMLNode {
        let marked = body.outermost { $0["itemprop"]?.contains("articleBody") == true }
        let size = marked.reduce(0) { $0 + proseSize($1) }
        // Some mark the first part alone.
        if marked.reduce(0, { $0 + $1.textSize }) > 160, size * 2 >= proseSize(storyless(body)) {
            return marked.count == 1 ? marked[0] : HTMLNode(name: "div", children: marked)
        }
        // Teasers are articles too, and have no prose.
        let articles = body.outermost {
            $0.name == "article" || ["nav", "aside", "footer"].contains($0.name)
        }
        .filter { $0.name == "article" && proseSize($0) > 0 }
        if articles.count == 1 {
            if isStory(articles[0], in: body) { return articles[0] }
            if let titled = titledText(body) { return titled }
        }
        if let main = body.first("main") ?? body.first("div", where: { $0["role"] == "main" }),
            articles.isEmpty, proseSize(main) > 500, main.all(where: { $0.name == "h1" }).count == 1
        {
            return main
        }
        var score = ContentScore(whole: body.textSize)
        score.add(body, parent: nil)
        return score.best ?? articles.first ?? body
    }

    /// Whether an only `<article>` is the page's: it has the page's title, or a good share of its prose where no text stands
    /// below a title elsewhere.
    private static func isStory(_ article: HTMLNode, in body: HTMLNode) -> Bool {
        let size = proseSize(article)
        if article.first("h1") != nil { return size > 0 }
        return size > 120 && size * 2 > proseSize(body) && titledText(body) == nil
    }

    /// The element around a title and its text that no `<article>` is in.
    private static func titledText(_ body: HTMLNode) -> HTMLNode? {
        body.first { node in
            node.children.contains { $0.name == "h1" } && proseSize(node) > 200
                && node.first("article") == nil
        }
    }

    private init(whole: Int) { self.whole = whole }

    /// Bytes of text in paragraphs, and in items of lists that are as long.
    private static func proseSize(_ node: HTMLNode) -> Int {
        var size = 0
        func add(_ node: HTMLNode) {
            if node.name == "p" || node.name == "li" && node.isLongItem {
                size += node.textSize
            } else {
                node.children.forEach(add)
            }
        }
        add(node)
        return size
    }

    /// A page without what is known to be the site's.
    private static func storyless(_ body: HTMLNode) -> HTMLNode {
        let whole = body.textSize
        func cut(_ node: HTMLNode) -> HTMLNode {
            node.replacing(
                children: node.children.filter { !Furniture.contains($0, of: whole) }.map {
                    $0.name == nil ? $0 : cut($0)
                })
        }
        return cut(body)
    }

    /// Bytes of text that may stand between a title and its text.
    private static let farthest = 1_000

    /// The text from the page's title on, where that stands before it: with the picture and the lines between them.
    private static func withTitle(_ headline: String, _ text: HTMLNode, in body: HTMLNode) -> HTMLNode {
        func isTitle(_ node: HTMLNode) -> Bool { node.name == "h1" && node.spacedLine == headline }
        guard text.first("h1") == nil, let path = path(to: text, in: body) else { return text }
        for parent in path.reversed() {
            let children = parent.node.children
            guard let start = children.lastIndex(where: { isTitle($0) || $0.first(where: isTitle) != nil })
            else { continue }
            guard start < parent.index else { return text }
            let between = children[start..<parent.index]
            let (size, links) = between.reduce((0, 0)) { ($0.0 + $1.textSize, $0.1 + $1.linkSize) }
            guard size < farthest, links * 2 <= size else { return text }
            return HTMLNode(name: "div", children: between + [text])
        }
        return text
    }

    /// The prose behind an article's part of the page, in the same element: it may be the article's own, a correction or a
    /// recipe, or the site's.
    static func behind(_ text: HTMLNode, in root: HTMLNode) -> [HTMLNode] {
        let body = root.first("body") ?? root
        let last = text.name == "div" && text.hints.isEmpty ? text.children.last ?? text : text
        guard let parent = path(to: last, in: body)?.last else { return [] }
        return parent.node.children[(parent.index + 1)...].filter { node in
            node.name != nil && node.linkShare < 0.25 && proseSize(node) * 2 > max(120, node.textSize)
                && !Furniture.contains(node, of: body.textSize)
        }
    }

    /// The elements around a text from the body down, with the child to take in each; nil for one that was put together.
    private static func path(to text: HTMLNode, in node: HTMLNode) -> [(node: HTMLNode, index: Int)]? {
        for (index, child) in node.children.enumerated() where child.textSize >= text.textSize {
            if child.isSame(as: text) { return [(node, index)] }
            if let rest = path(to: text, in: child) { return [(node, index)] + rest }
        }
        return nil
    }

    private mutating func add(_ node: HTMLNode, parent: Int?) {
        guard node.name != nil, parent == nil || !Furniture.contains(node, of: whole) else { return }
        let index = entries.count
        entries.append(Entry(node: node, parent: parent))
        if let weight = Self.weight(of: node) {
            // A paragraph counts for what holds it, text between other elements for the element that it stands in.
            let holder =
                switch node.name {
                case "p", "pre": parent
                case "li": parent.flatMap { entries[$0].parent }
                default: index
                }
            reward(holder, weight)
            reward(holder.flatMap { entries[$0].parent }, weight / 2)
        }
        for child in node.children { add(child, parent: index) }
    }

    private mutating func reward(_ index: Int?, _ points: Double) {
        guard let index else { return }
        if !entries[index].isCandidate {
            entries[index].isCandidate = true
            entries[index].score += Self.start(of: entries[index].node)
        }
        entries[index].score += points
    }

    /// The score of a paragraph; nil for an element that is none. In an element that can hold paragraphs only the text directly
    /// inside counts.
    private static func weight(of node: HTMLNode) -> Double? {
        let text: String
        switch node.name {
        case "p", "pre": text = node.textSize >= 25 ? node.text : ""
        case "li": text = node.isLongItem ? node.text : ""
        case "div", "td", "blockquote", "section":
            let own = node.children.filter { $0.name.map(inline.contains) ?? true }
            text = own.reduce(0) { $0 + $1.textSize } > 60 ? own.map(\.text).joined() : ""
        default: return nil
        }
        guard text.utf8.count >= 25 else { return nil }
        let commas = text.unicodeScalars.count { ",，、،".unicodeScalars.contains($0) }
        return 1 + Double(commas) + min(Double(text.utf8.count) / 100, 4)
    }

    /// Elements whose text belongs to the element around them.
    private static let inline: Set = ["span", "font", "em", "i", "strong", "b", "u", "small", "mark"]

    private static func start(of node: HTMLNode) -> Double {
        var points: Double =
            switch node.name {
            case "article": 25
            case "main": 15
            case "div", "section": 5
            case "ul", "ol", "form", "aside", "nav", "th": -10
            default: 0
            }
        let hints = node.hints
        if hints.contains(where: { $0.split(separator: "-").contains(where: wanted.contains) }) {
            points += 15
        }
        if hints.contains(where: Furniture.isNamed) { points -= 25 }
        return points
    }

    /// How many candidates are compared.
    private static let mostRivals = 200

    /// How many further candidates must have half the best score for the element that holds them all to be the article.
    private static let company = 3

    private var best: HTMLNode? {
        let scores = entries.map { $0.isCandidate ? $0.score * (1 - $0.node.linkShare) : 0 }
        guard let first = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[first] > 0 else {
            return nil
        }
        var top = first
        let rivals = Array(
            scores.indices.filter { $0 != first && scores[$0] >= scores[first] / 2 }.prefix(Self.mostRivals))
        if rivals.count >= Self.company {
            let lines = rivals.map { Set(ancestors(of: $0)) }
            let shared = ancestors(of: first).first { ancestor in
                lines.count { $0.contains(ancestor) } >= Self.company
            }
            // The body holds everything on any page, so it is no evidence.
            if let shared, entries[shared].parent != nil { top = shared }
        }
        if top == first, let whole = holder(of: first, and: rivals) { top = whole }
        return withTwins(top) ?? withNeighbours(top, scores)
    }

    /// Parts of the names of elements that each hold a text of their own.
    private static let ownTexts: Set<Substring> = [
        "article", "card", "comment", "entry", "excerpt", "item", "main", "page", "post", "story", "summary",
        "teaser",
    ]

    /// The element with those of its name and class that hold prose as well, as the rows and columns of a page builder do;
    /// nil where there are none.
    private func withTwins(_ top: Int) -> HTMLNode? {
        let node = entries[top].node
        guard !node.hints.isEmpty,
            !node.hints.contains(where: { $0.split(separator: "-").contains(where: Self.ownTexts.contains) })
        else { return nil }
        let twins = entries.indices.filter { index in
            let other = entries[index].node
            return index != top && entries[index].isCandidate && other.name == node.name
                && other.hints == node.hints && other.linkShare < 0.25 && Self.proseSize(other) > 160
                && !ancestors(of: index).contains(top) && !ancestors(of: top).contains(index)
        }
        guard !twins.isEmpty else { return nil }
        let lines = ([top] + twins).map { Set([$0] + ancestors(of: $0)) }
        guard
            let shared = ancestors(of: top).first(where: { ancestor in
                lines.allSatisfy { $0.contains(ancestor) }
            })
        else { return nil }
        let around = lines.reduce(into: Set()) { $0.formUnion($1) }
        let rows = entries.indices.filter { entries[$0].parent == shared && around.contains($0) }
        return HTMLNode(name: "div", children: rows.map { entries[$0].node })
    }

    /// What holds a text that goes on in another part of the page: both parts, and little that is a link.
    private func holder(of first: Int, and rivals: [Int]) -> Int? {
        let lines = rivals.map { Set(ancestors(of: $0)) }
        return ancestors(of: first).first { ancestor in
            let node = entries[ancestor].node
            return entries[ancestor].parent != nil && lines.contains { $0.contains(ancestor) }
                && node.linkShare < 0.2
                && Self.proseSize(node) * 10 > Self.proseSize(entries[first].node) * 13
        }
    }

    private func ancestors(of index: Int) -> [Int] {
        Array(sequence(first: index) { entries[$0].parent }.dropFirst())
    }

    /// The element, and those beside it that hold as good a text.
    private func withNeighbours(_ top: Int, _ scores: [Double]) -> HTMLNode {
        guard let parent = entries[top].parent else { return entries[top].node }
        let least = max(10, scores[top] / 5)
        let beside = entries.indices.filter { index in
            guard entries[index].parent == parent else { return false }
            let node = entries[index].node
            let isProse = node.name == "p" && node.textSize > 80 && node.linkShare < 0.25
            return index == top || scores[index] >= least || isProse || isTitle(node)
        }
        // Headings at either end are dropped: one before the text is the page's, and one behind it belongs to what follows.
        let texts = beside.filter { $0 == top || !isTitle(entries[$0].node) }
        let kept = beside.filter { $0 >= texts[0] && $0 <= texts[texts.count - 1] }
        return kept.count == 1
            ? entries[top].node : HTMLNode(name: "div", children: kept.map { entries[$0].node })
    }

    /// A heading between two parts of the text.
    private func isTitle(_ node: HTMLNode) -> Bool { ["h2", "h3", "h4"].contains(node.name) }
}

extension HTMLNode {
    /// Whether it is an item of a list that is as long as a paragraph.
    fileprivate var isLongItem: Bool {
        name == "li" && textSize >= 60 && linkShare < 0.3 && first { ["p", "li"].contains($0.name) } == nil
    }

    /// Whether it is the same element, as far as its name, classes, size and start say.
    fileprivate func isSame(as other: HTMLNode) -> Bool {
        name == other.name && hints == other.hints && textSize == other.textSize
            && children.count == other.children.count
    }
}
