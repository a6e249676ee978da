// SPDX-License-Identifier: Apache-2.0
public import Subscribers

/// A list's months as a picture: its members as a line, who came and who left as bars above and below.
public enum HealthPicture {
    private static let width = 760.0
    private static let left = 64.0
    private static let right = 16.0
    private static let line = (top: 56.0, height: 150.0)
    private static let bars = (top: 250.0, height: 120.0)

    /// An SVG document that follows the viewer's light or dark.
    public static func svg(_ health: ListHealth) -> String {
        let months = health.months
        let step = (width - left - right) / Double(max(1, months.count))
        let centres = months.indices.map { left + step * (Double($0) + 0.5) }
        var parts = [head(health)]
        parts += members(months, centres)
        parts += flows(months, centres, width: step * 0.6)
        for (index, month) in months.enumerated() where index % max(1, months.count / 12) == 0 {
            parts.append(text(month.month, centres[index], 392, "middle"))
        }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private static func head(_ health: ListHealth) -> String {
        let title = "The list \(SVG.escaped(health.list)): members by month, and who came and left"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) 404" role="img" aria-labelledby="t" font-family="Arial, Helvetica, sans-serif" font-size="12">
            <title id="t">\(title)</title>
            <style>
            .paper { fill: #fbf7f0 } text { fill: #1f1813 } .soft { fill: #6b5f55 } .rule { stroke: #ddd2c4 }
            .members { fill: none; stroke: #8a3b12; stroke-width: 2.5 } .joined { fill: #2e7d4f } .left { fill: #b3261e }
            @media (prefers-color-scheme: dark) {
              .paper { fill: #171310 } text { fill: #f1e9df } .soft { fill: #b8aa9c } .rule { stroke: #453b33 }
              .members { stroke: #f0b27a } .joined { fill: #7cc79a } .left { fill: #f2a19b }
            }
            </style>
            <rect class="paper" width="\(Int(width))" height="404"/>
            <text x="\(SVG.number(left))" y="28" font-size="17" font-weight="bold">\(SVG.escaped(health.list))</text>
            <text class="soft" x="\(SVG.number(left))" y="44">members at the end of each month</text>
            <text class="soft" x="\(SVG.number(left))" y="\(SVG.number(bars.top - 12))">▲ joined   ▼ left</text>
            """
    }

    private static func members(_ months: [ListHealth.Month], _ centres: [Double]) -> [String] {
        let most = Double(max(1, months.map(\.members).max() ?? 1))
        func height(_ count: Int) -> Double { line.top + line.height * (1 - Double(max(0, count)) / most) }
        let points = zip(months, centres).map { "\(SVG.number($1)),\(SVG.number(height($0.members)))" }
        return [
            rule(line.top), rule(line.top + line.height), label("\(Int(most))", line.top),
            label("0", line.top + line.height),
        ]
            + ["<polyline class=\"members\" points=\"\(points.joined(separator: " "))\"/>"]
    }

    private static func flows(_ months: [ListHealth.Month], _ centres: [Double], width: Double) -> [String] {
        let most = Double(max(1, months.flatMap { [$0.joined, $0.left] }.max() ?? 1))
        let middle = bars.top + bars.height / 2
        func bar(_ count: Int, _ centre: Double, _ name: String, isUp: Bool) -> String {
            let height = bars.height / 2 * Double(count) / most
            let y = isUp ? middle - height : middle
            return
                "<rect class=\"\(name)\" x=\"\(SVG.number(centre - width / 2))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(width))\" height=\"\(SVG.number(height))\"><title>\(count) \(name)</title></rect>"
        }
        return zip(months, centres).flatMap { month, centre in
            [bar(month.joined, centre, "joined", isUp: true), bar(month.left, centre, "left", isUp: false)]
        } + [rule(middle), label("\(Int(most))", bars.top), label("\(Int(most))", bars.top + bars.height)]
    }

    private static func rule(_ y: Double) -> String { SVG.rule(y, from: left, to: width - right) }

    private static func label(_ value: String, _ y: Double) -> String { text(value, left - 8, y + 4, "end") }

    private static func text(_ value: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
        "<text class=\"soft\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" text-anchor=\"\(anchor)\">\(SVG.escaped(value))</text>"
    }
}
