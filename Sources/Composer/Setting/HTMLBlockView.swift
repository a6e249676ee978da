/// What templates see of a block.
struct HTMLBlockView {
    /// The colour of links.
    let accent: String

    func view(_ block: Block) -> [String: Any] {
        switch block {
        case .heading(_, let inlines): ["is_heading": true, "html": html(inlines)]
        case .paragraph(let inlines): ["is_paragraph": true, "html": html(inlines)]
        case .quote(let inlines, let attribution):
            ["is_quote": true, "html": html(inlines), "attribution": attribution as Any?].compactMapValues {
                $0
            }
        case .list(let ordered, let items):
            ["is_list": true, "is_ordered": ordered, "items": items.map(html)]
        case .image(let url, let alt, let caption):
            ["is_image": true, "url": url, "alt": alt, "caption": caption as Any?].compactMapValues { $0 }
        case .code(let text): ["is_code": true, "code": text]
        case .rule: ["is_rule": true]
        }
    }

    private func html(_ inlines: [Inline]) -> String {
        HTMLWriter.inlines(
            MergeSource.urlSafe(inlines), linkStyle: "color:\(accent);text-decoration:underline")
    }
}
