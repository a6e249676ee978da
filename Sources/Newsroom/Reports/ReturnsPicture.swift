// SPDX-License-Identifier: Apache-2.0
public import Sender

/// How much came back as a picture: a bar for each outcome, class, provider or mailing.
public enum ReturnsPicture {
    private static let width = 600.0
    private static let left = 20.0
    private static let top = 66.0
    private static let rowHeight = 46.0
    private static let most = 20

    /// An SVG document that follows the viewer's light or dark.
    /// - Parameter title: what is counted.
    public static func svg(_ totals: [ReturnTotal], title: String) -> String {
        let shown = totals.prefix(most)
        let rest = totals.dropFirst(most).reduce(0) { $0 + $1.count }
        let rows =
            shown.map { ($0.key.isEmpty ? "not said" : $0.key, $0.count) }
            + (rest > 0 ? [("others", rest)] : [])
        let height = Int(top + Double(max(1, rows.count)) * rowHeight + 10)
        let largest = Double(max(1, rows.map(\.1).max() ?? 1))
        let bars = rows.enumerated().map { index, row in
            bar(row.0, row.1, of: largest, at: top + Double(index) * rowHeight)
        }
        let none =
            "<text class=\"soft\" x=\"\(SVG.number(left))\" y=\"\(SVG.number(top + 14))\">Nothing came back.</text>"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(height)" role="img" aria-labelledby="t" font-family="Arial, Helvetica, sans-serif" font-size="15">
            <title id="t">\(SVG.escaped(title))</title>
            <style>
            .paper { fill: #fbf7f0 } text { fill: #1f1813 } .soft { fill: #6b5f55 } .bar { fill: #b3261e }
            @media (prefers-color-scheme: dark) {
              .paper { fill: #171310 } text { fill: #f1e9df } .soft { fill: #b8aa9c } .bar { fill: #ef7f78 }
            }
            </style>
            <rect class="paper" width="\(Int(width))" height="\(height)"/>
            <text x="\(SVG.number(left))" y="34" font-size="21" font-weight="bold">\(SVG.escaped(title))</text>
            \(bars.isEmpty ? none : bars.joined(separator: "\n"))
            </svg>

            """
    }

    /// A name over its bar.
    private static func bar(_ name: String, _ count: Int, of most: Double, at top: Double) -> String {
        let shown = name.count > 50 ? name.prefix(49) + "…" : name[...]
        let right = width - left
        let length = max(1.5, (right - left) * Double(count) / most)
        return """
            <text x="\(SVG.number(left))" y="\(SVG.number(top + 14))">\(SVG.escaped(String(shown)))</text>
            <text class="soft" x="\(SVG.number(right))" y="\(SVG.number(top + 14))" text-anchor="end">\(count)</text>
            <rect class="bar" x="\(SVG.number(left))" y="\(SVG.number(top + 21))" width="\(SVG.number(length))" height="10"/>
            """
    }
}
