// SPDX-License-Identifier: Apache-2.0
import CGumbo

/// A parsed HTML page, copied out of gumbo's tree.
struct HTMLDocument {
    let root: HTMLNode

    /// Of elements nested deeper than this only the words are kept: no article needs more, and a hostile page must not
    /// exhaust the stack.
    static let deepest = 200

    init(_ text: String) {
        var text = HTMLNesting.bounded(text)
        root = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                var options = kGumboDefaultOptions
                let output = gumbo_parse_with_options(&options, chars.baseAddress, chars.count)
                defer { gumbo_destroy_output(&options, output) }
                return output.flatMap { HTMLNode($0.pointee.root, depth: 0) } ?? HTMLNode(name: "html")
            }
        }
    }
}
