/// Reads an article from a simple HTML page. What is not on the list of known elements is dropped or unwrapped.
struct HTMLIntake {
    private let document: HTMLDocument
    private let file: String

    init(_ text: String, file: String) {
        document = HTMLDocument(text)
        self.file = file
    }

    func article() throws(ArticleError) -> Article {
        let root = document.root
        let body = root.first("article") ?? root.first("main") ?? root.first("body") ?? root
        let title =
            (body.first("h1") ?? root.first("h1"))?.text ?? meta("og:title") ?? root.first("title")?.text
        guard let headline = title?.trimming(\.isWhitespace), !headline.isEmpty else {
            throw ArticleError(description: "\(file) has no headline: it needs an <h1> or a <title>")
        }
        let blocks = HTMLBlocks(skipping: headline).read(body)
        guard !blocks.isEmpty else {
            throw ArticleError(description: "\(file) has no paragraphs in its body")
        }
        let canonical = root.first("link") { $0["rel"] == "canonical" }?["href"] ?? meta("og:url")
        let date = (meta("article:published_time") ?? body.first("time")?["datetime"]).map {
            String($0.prefix(10))
        }
        return Article(
            section: meta("article:section"), headline: headline,
            byline: meta("author")
                ?? body.first("a", where: { $0["rel"] == "author" })?.text.trimming(\.isWhitespace),
            standfirst: meta("description") ?? meta("og:description"),
            published: date.flatMap { PlainDate.isValid($0) ? $0 : nil },
            url: canonical.flatMap { SafeURL.isWeb($0) ? $0 : nil }, language: root.first("html")?["lang"],
            blocks: blocks)
    }

    private func meta(_ name: String) -> String? {
        let element = document.root.first("meta") { $0["name"] == name || $0["property"] == name }
        let content = element?["content"]?.trimming(\.isWhitespace)
        return content?.isEmpty == false ? content : nil
    }
}

/// Turns the known elements into blocks.
struct HTMLBlocks {
    private let headline: String

    init(skipping headline: String) { self.headline = headline }

    /// Never part of an article.
    private static let dropped: Set<String> = [
        "script", "style", "nav", "aside", "footer", "form", "template", "noscript", "iframe", "object",
        "embed", "svg",
        "math", "canvas", "video", "audio", "button", "select", "textarea", "input", "head", "title", "h1",
        "time",
    ]
    private static let containers: Set<String> = [
        "html", "body", "main", "article", "section", "div", "header", "center", "td", "tr", "table", "tbody",
    ]

    func read(_ node: HTMLNode) -> [Block] {
        var blocks: [Block] = []
        var loose: [Inline] = []
        func flush() {
            let text = loose.tidied()
            if !text.isEmpty { blocks.append(.paragraph(text)) }
            loose = []
        }
        for child in node.children {
            if let name = child.name {
                if Self.dropped.contains(name) { continue }
                if let known = block(name, child) {
                    flush()
                    blocks += known
                    continue
                }
            }
            loose += Self.inlines(child)
        }
        flush()
        return blocks
    }

    /// Nil for what is part of a line of text.
    private func block(_ name: String, _ node: HTMLNode) -> [Block]? {
        let inlines = { node.children.flatMap(Self.inlines).tidied() }
        switch name {
        case "p":
            if let image = node.onlyElement("img") { return Self.image(image, caption: nil) }
            let text = inlines()
            return text.isEmpty ? [] : [.paragraph(text)]
        case "h2", "h3", "h4", "h5", "h6":
            let text = inlines()
            return text.isEmpty ? [] : [.heading(level: min(Int(name.dropFirst()) ?? 2, 4), text)]
        case "blockquote":
            let attribution = (node.first("cite") ?? node.first("footer"))?.text.trimming {
                "—– \n\t".contains($0)
            }
            let text = node.children.filter { !["cite", "footer"].contains($0.name) }
                .flatMap { Self.inlines($0) + [.text(" ")] }.tidied()
            return text.isEmpty ? [] : [.quote(text, attribution: attribution)]
        case "ul", "ol":
            let items = node.children.filter { $0.name == "li" }
                .map { $0.children.flatMap(Self.inlines).tidied() }.filter { !$0.isEmpty }
            return items.isEmpty ? [] : [.list(ordered: name == "ol", items: items)]
        case "pre": return [.code(node.text.trimming { $0 == "\n" })]
        case "hr": return [.rule]
        case "img": return Self.image(node, caption: nil)
        case "figure":
            let caption = node.first("figcaption")?.text.trimming(\.isWhitespace)
            return node.first("img").map { Self.image($0, caption: caption) } ?? read(node)
        case let name where Self.containers.contains(name): return read(node)
        default: return nil
        }
    }

    /// Trackers' images of one pixel are no images.
    private static func image(_ node: HTMLNode, caption: String?) -> [Block] {
        guard let url = node["src"], SafeURL.isWeb(url), !["0", "1"].contains(node["width"]),
            !["0", "1"].contains(node["height"])
        else { return [] }
        return [.image(url: url, alt: node["alt"] ?? "", caption: caption)]
    }

    private static func inlines(_ node: HTMLNode) -> [Inline] {
        guard let name = node.name else { return [.text(node.text)] }
        if dropped.contains(name) { return [] }
        let children = { node.children.flatMap(inlines) }
        switch name {
        case "em", "i", "cite": return [.emphasis(children().tidied())]
        case "strong", "b": return [.strong(children().tidied())]
        case "code", "kbd", "samp", "tt": return [.code(node.text)]
        case "br": return [.text(" ")]
        case "a":
            guard let url = node["href"], SafeURL.isLink(url) else { return children() }
            let text = children().tidied()
            return text.isEmpty ? [] : [.link(url: url, text)]
        case "img": return []
        default: return children()
        }
    }
}
