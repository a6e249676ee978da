// SPDX-License-Identifier: Apache-2.0

extension HTMLNode {
    /// The page as its readers see it once its scripts have run: a text that they show is not hidden.
    var unveiled: HTMLNode { unveiled(of: (first("body") ?? self).textSize) }

    /// Bytes of text from which on an element that no name explains may be the text.
    private static let least = 200

    /// Names of what a reader opens with a click.
    private static let panels: Set = [
        "tab-pane", "tab-content", "elementor-tab-content", "accordion-content",
        "accordion-item--description",
        "accordion-panel", "accordion-body", "collapse", "panel-collapse", "toggle-content", "spoiler",
        "wp-block-accordion-panel",
    ]

    /// - Parameter whole: bytes of the page's text.
    private func unveiled(of whole: Int) -> HTMLNode {
        guard name != nil, textSize > 0 else { return self }
        let isText =
            Furniture.isText(self) || self["itemprop"]?.contains("articleBody") == true
            || self["role"] == "tabpanel"
            || hints.contains(where: Self.panels.contains)
        let isMost =
            textSize * 2 > whole && linkShare < 0.3 && !hints.contains(where: Furniture.isNamed)
        let children = children.map { $0.unveiled(of: whole) }
        return isHidden && (isText || isMost && textSize > Self.least)
            ? shown(children) : replacing(children: children)
    }

    private func shown(_ children: [HTMLNode]) -> HTMLNode {
        HTMLNode(
            name: name ?? "div", children: children,
            attributes: Dictionary(
                attributeNames.filter { !["style", "hidden", "aria-hidden"].contains($0) }.map {
                    ($0, self[$0] ?? "")
                }, uniquingKeysWith: { first, _ in first }))
    }
}
