// SPDX-License-Identifier: Apache-2.0

/// Text that can hardly be read, in either colour scheme.
extension Proof {
    /// The colours of a piece of text.
    struct Look: Hashable {
        var ink: String
        var paper: String
        /// Pixels.
        var size: Double
        var isBold: Bool
    }

    var contrast: [Finding] {
        [false, true].flatMap { isDark -> [Finding] in
            var samples: [Look: String] = [:]
            var order: [Look] = []
            let start = Look(
                ink: isDark ? "#ffffff" : "#000000", paper: isDark ? "#121212" : "#ffffff", size: 16,
                isBold: false)
            let rules = sheet.rules.filter {
                $0.media == nil || isDark && $0.media == "(prefers-color-scheme: dark)"
            }
            look(at: page, in: [], start, rules) { look, text in
                if samples.updateValue(samples[look] ?? text, forKey: look) == nil { order.append(look) }
            }
            return order.compactMap { finding($0, sample: samples[$0] ?? "", isDark: isDark) }
        }
    }

    private func finding(_ look: Look, sample: String, isDark: Bool) -> Finding? {
        guard let paper = RGB(look.paper), let ink = RGB(look.ink, over: paper) else { return nil }
        let ratio = ink.contrast(with: paper)
        let isLarge = look.size >= 24 || look.size >= 18.66 && look.isBold
        let least = isLarge ? 3 : 4.5
        guard ratio < least else { return nil }
        let shown = Double(Int(ratio * 100)) / 100
        return Finding(
            .contrast, in: isDark ? "html, dark" : "html",
            "“\(sample.prefix(40))” is \(look.ink) on \(look.paper): contrast \(shown), needed \(least)")
    }

    private func look(
        at node: HTMLNode, in line: [HTMLNode], _ inherited: Look, _ rules: [StyleSheet.Rule],
        _ note: (Look, String) -> Void
    ) {
        guard let name = node.name else {
            let text = node.text.trimming { $0.isWhitespace || $0 == "\u{34F}" }
            if !text.isEmpty, line.contains(where: { $0.name == "body" }) { note(inherited, text) }
            return
        }
        if node.isHidden || HTMLNode.silent.contains(name) { return }
        let path = line + [node]
        var look = inherited
        if let paper = node["bgcolor"]?.lowercased() { look.paper = paper }
        let sheet = rules.filter { rule in rule.selectors.contains { $0.matches(path) } }.flatMap(
            \.declarations)
        let own = StyleSheet.declarations(node["style"] ?? "")
        if ["h1", "h2", "h3", "h4", "strong", "b", "th"].contains(name) { look.isBold = true }
        if name == "a", !own.contains(where: { $0.property == "color" }) { look.ink = "#0000ee" }
        let all = sheet.filter { !$0.isImportant } + own + sheet.filter(\.isImportant)
        for declaration in all { look.take(declaration) }
        if all.last(where: { $0.property == "display" })?.value == "none" { return }
        for child in node.children { self.look(at: child, in: path, look, rules, note) }
    }
}

extension Proof.Look {
    fileprivate mutating func take(_ declaration: StyleSheet.Declaration) {
        switch declaration.property {
        case "color" where RGB(declaration.value) != nil: ink = declaration.value
        case "background-color", "background":
            // What is not opaque lies on what was there before.
            let words = [declaration.value] + declaration.value.split(separator: " ").map(String.init)
            let ground = RGB(paper)
            if let colour = words.lazy.compactMap({ RGB($0, over: ground) }).first { paper = colour.hex }
        case "font-size" where declaration.value.hasSuffix("px"):
            size = Double(declaration.value.dropLast(2)) ?? size
        case "font-weight":
            isBold = ["bold", "bolder", "600", "700", "800", "900"].contains(declaration.value)
        default: break
        }
    }
}
