// SPDX-License-Identifier: Apache-2.0

/// Findings about the page's structure, and about what both parts must have.
extension Proof {
    var structure: [Finding] {
        var findings: [Finding] = []
        let root = page.name == "html" ? page : page.first("html")
        let language = root?["lang"] ?? ""
        if language.isEmpty
            || !language.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        {
            findings.append(
                Finding(
                    .language, in: "html", "<html> has no lang: screen readers will guess how to speak it"))
        }
        let untranslated = material.publication.words.untranslated
        if !untranslated.isEmpty {
            findings.append(
                Finding(
                    .labels, .advice, in: "words.yaml",
                    "words without a text in “\(material.publication.language)”: \(untranslated.joined(separator: ", "))"
                ))
        }
        return findings + headingFindings
    }

    private var headingFindings: [Finding] {
        let headings = page.all { node in
            ["h1", "h2", "h3", "h4", "h5", "h6"].contains(node.name) && !node.isHidden
        }
        let levels = headings.map { Int($0.name?.dropFirst() ?? "") ?? 1 }
        var findings: [Finding] = []
        if levels.count(where: { $0 == 1 }) != 1 {
            findings.append(
                Finding(
                    .headingOrder, in: "html",
                    "the page has \(levels.count { $0 == 1 }) headings of level 1: it needs one"))
        }
        for (index, level) in levels.enumerated().dropFirst() where level > levels[index - 1] + 1 {
            findings.append(
                Finding(
                    .headingOrder, in: "html",
                    "“\(headings[index].line)” is a heading of level \(level) below one of level \(levels[index - 1])"
                ))
        }
        return findings
    }

    var footers: [Finding] {
        let body = page.first("body")?.visibleText ?? ""
        let unsubscribe = Self.filled(material.links.unsubscribe)
        let hasLink =
            page.first("body")?.visible.contains {
                $0.name == "a" && $0["href"] == unsubscribe && !$0.visibleText.isEmpty
            } == true
        var findings: [Finding] = []
        for (part, isThere) in [("html", hasLink), ("text", text.contains(unsubscribe))] where !isThere {
            findings.append(
                Finding(
                    .unsubscribeMissing, in: part,
                    "no visible link unsubscribes: the theme needs {{unsubscribe_url}}"))
        }
        let publication = material.publication
        for (part, content) in [("html", body.words), ("text", flowing)] {
            if !publication.postalAddress.allSatisfy({ content.contains($0.words) }) {
                findings.append(
                    Finding(
                        .addressMissing, in: part,
                        "the postal address is missing: the theme needs {{postal_address}}"))
            }
            if !content.contains(publication.reason.words) {
                findings.append(
                    Finding(
                        .reasonMissing, in: part,
                        "nothing says why readers get this: the theme needs {{reason}}"))
            }
        }
        return findings
    }

    /// Titles and addresses, in the order in which each part has them.
    var parity: [Finding] {
        var findings: [Finding] = []
        let titles = page.all { ["h2", "h3", "h4"].contains($0.name) && !$0.isHidden }.map {
            $0.line.replacing(/\ \[\d+\]/, with: "").words
        }
        // Lines are broken inside of words where a script puts no spaces between them.
        let whole = flowing.squeezed
        var rest = whole[...]
        for written in titles {
            let title = written.squeezed
            // Labels are set in capitals in plain text, where there is no other way to set them apart.
            if let found = rest.firstRange(of: title) ?? rest.firstRange(of: title.uppercased()) {
                rest = rest[found.upperBound...]
            } else {
                let isElsewhere = whole.contains(title) || whole.contains(title.uppercased())
                findings.append(
                    Finding(
                        .parity, in: "text",
                        "“\(written)” is \(isElsewhere ? "in another place" : "missing") in the plain text"))
            }
        }
        let linked = contentAddresses
        let noted = notes
        for url in linked where !noted.contains(url) {
            findings.append(Finding(.parity, in: "text", "the address \(url) is missing in the plain text"))
        }
        for url in noted where !linked.contains(url) {
            findings.append(
                Finding(.parity, in: "html", "the address \(url) of the plain text is missing in the HTML"))
        }
        if findings.isEmpty, linked != noted {
            let index = zip(linked, noted).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
            findings.append(
                Finding(
                    .parity, in: "text",
                    "addresses are in another order than in the HTML from number \(index + 1) on"))
        }
        return findings
    }

    /// Where links and pictures of the content lead, in reading order; the logo is none of it.
    private var contentAddresses: [String] {
        let own = readerLinks
        var found: [String] = []
        page.collectAddresses(into: &found)
        return found.filter { SafeURL.isLink($0) && !own.contains($0) }.uniqued()
    }

    /// The numbered addresses of the plain text.
    private var notes: [String] {
        FlowedText.shown(text).split(separator: "\n").compactMap { line -> (Int, String)? in
            guard line.hasPrefix("["), let close = line.firstIndex(of: "]"),
                let number = Int(line[line.index(after: line.startIndex)..<close])
            else { return nil }
            let url = line[line.index(after: close)...].trimming { $0 == " " }
            return SafeURL.isLink(url) ? (number, url) : nil
        }.sorted { $0.0 < $1.0 }.map(\.1).uniqued()
    }

    /// A plain text with its lines joined and quotation marks, links' numbers and emphasis left out.
    static func flowing(_ text: String) -> String {
        FlowedText.shown(text).split(separator: "\n").map { $0.drop { $0 == ">" || $0 == " " } }
            .joined(separator: " ").replacing(/\ \[\d+\]/, with: "").words
    }
}

extension String {
    /// Words joined by single spaces, without signs of emphasis.
    fileprivate var words: String {
        filter { $0 != "*" && $0 != "_" && $0 != "~" }.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
    }
}

extension String {
    /// Without white space.
    fileprivate var squeezed: String { filter { !$0.isWhitespace } }
}

extension HTMLNode {
    /// Text that can be seen.
    fileprivate var visibleText: String {
        if isHidden || HTMLNode.silent.contains(name ?? "") { return "" }
        if name == nil { return text }
        let inside = children.map(\.visibleText).joined()
        return name == "img" ? self["alt"] ?? "" : name == "br" ? "\n" : inside
    }

    /// This element and those inside that can be seen.
    fileprivate var visible: [HTMLNode] { isHidden ? [] : [self] + children.flatMap(\.visible) }

    fileprivate func collectAddresses(into found: inout [String]) {
        if name == "h1" { return }
        // A picture in a line, the still of a film, a portrait and a logo say nothing that the words do not.
        let silent = ["inline", "still", "portrait", "logo", "logo-light", "logo-dark"]
        let says = name == "img" && !silent.contains(self["class"] ?? "")
        if let url = name == "a" ? self["href"] : says ? self["src"] : nil { found.append(url) }
        for child in children { child.collectAddresses(into: &found) }
    }
}
