// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Sender

/// How a mailing went as a picture: its states, its rate over time, its largest domains.
public enum MailingReportPicture {
    private static let width = 600.0
    private static let left = 20.0
    private static let right = 20.0
    private static var inner: Double { width - left - right }
    /// The place of the chart of the rate.
    private static let chart = (top: 176.0, height: 150.0)
    private static let domains = 8
    private static let domainHeight = 46.0

    /// An SVG document that follows the viewer's light or dark.
    public static func svg(_ report: MailingReport) -> String {
        let (largest, _) = report.domains(most: domains)
        let list = chart.top + chart.height + 84
        let height = largest.isEmpty ? list - 20 : list + Double(largest.count) * domainHeight + 8
        var parts = [head(report, height: height)]
        parts += states(report)
        parts += rate(report)
        if !largest.isEmpty {
            parts.append(text("The largest domains", left, list - 12, "start", isStrong: true))
        }
        let most = largest.map(\.1.readers).max() ?? 1
        for (index, (name, domain)) in largest.enumerated() {
            parts += bar(name, domain, of: most, at: list + Double(index) * domainHeight)
        }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private static func head(_ report: MailingReport, height: Double) -> String {
        let mailing = report.status.mailing
        let name =
            (mailing.edition.map { "Edition \($0)" } ?? "Requests to confirm")
            + " to \(mailing.list)"
        let state =
            "mailing \(mailing.id), \(mailing.state.name), "
            + "\(grouped(mailing.audience)) \(mailing.audience == 1 ? "reader" : "readers")"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-labelledby="t" font-family="Arial, Helvetica, sans-serif" font-size="15">
            <title id="t">\(SVG.escaped(name)), \(SVG.escaped(state)): states, acceptances over time, and domains</title>
            <style>
            .paper { fill: #fbf7f0 } text { fill: #1f1813 } .soft { fill: #6b5f55 } .rule { stroke: #ddd2c4 }
            .accepted { fill: #2e7d4f } .waiting { fill: #c78414 } .failed { fill: #b3261e } .uncertain { fill: #7d5fb2 }
            .none { fill: #b3a698 }
            @media (prefers-color-scheme: dark) {
              .paper { fill: #171310 } text { fill: #f1e9df } .soft { fill: #b8aa9c } .rule { stroke: #453b33 }
              .accepted { fill: #5fb583 } .waiting { fill: #e8b04f } .failed { fill: #ef7f78 } .uncertain { fill: #b7a0e6 }
              .none { fill: #6f645a }
            }
            </style>
            <rect class="paper" width="\(Int(width))" height="\(Int(height))"/>
            \(text(name, left, 34, "start", isStrong: true, size: 21))
            \(text(state, left, 56, "start", isSoft: true))
            """
    }

    /// States in the order they are drawn in, and how.
    private static let groups: [(name: String, style: String, states: [DeliveryState])] = [
        ("accepted", "accepted", [.accepted]),
        ("waiting", "waiting", [.queued, .leased, .inFlight, .deferred]),
        ("failed", "failed", [.failed, .bounced]), ("uncertain", "uncertain", [.uncertain]),
        ("not sent", "none", [.suppressed, .cancelled]),
    ]

    /// One bar for everybody, and what its parts are.
    private static func states(_ report: MailingReport) -> [String] {
        let all = Double(max(1, report.status.mailing.audience))
        var parts: [String] = []
        var (x, word) = (left, left)
        for group in groups {
            let count = group.states.reduce(0) { $0 + (report.status.counts[$1] ?? 0) }
            guard count > 0 else { continue }
            // Every state that has deliveries gets a visible width.
            let length = min(max(2, inner * Double(count) / all), left + inner - x)
            parts.append(rect(group.style, x, 74, length, 16, "\(count) \(group.name)"))
            x += length
            let label = "\(grouped(count)) \(group.name)"
            parts.append(rect(group.style, word, 103, 10, 10, nil))
            parts.append(text(label, word + 15, 113, "start"))
            word += 15 + Double(label.count) * 7.6 + 16
        }
        return parts
    }

    private static func rate(_ report: MailingReport) -> [String] {
        let all = report.rate(most: MailingReport.intervals)
        guard let width = all.first?.length else {
            return [text("No relay has answered yet.", left, chart.top, "start", isSoft: true)]
        }
        // The last interval may be much longer for the sake of a few late answers; it is told in words and not drawn.
        let drawn = all.filter { $0.length == width }
        let late = all.filter { $0.length != width }
        let most = max(1, drawn.map { $0.accepted + $0.refused }.max() ?? 1)
        let step = min(inner / Double(drawn.count), 40)
        let bottom = chart.top + chart.height
        var parts = [
            text("Answers over time", left, chart.top - 30, "start", isStrong: true),
            text(
                "at the most \(grouped(Int(report.peak.rounded()))) accepted a second; a bar is \(ShortDuration.text(width))",
                left, chart.top - 10, "start", isSoft: true), rule(bottom),
        ]
        for (index, interval) in drawn.enumerated() {
            let x = left + step * Double(index)
            let accepted = chart.height * Double(interval.accepted) / Double(most)
            let refused = chart.height * Double(interval.refused) / Double(most)
            let time = "+ \(ShortDuration.text(interval.start)): "
            if accepted > 0 {
                parts.append(
                    rect(
                        "accepted", x, bottom - accepted, step * 0.86, accepted,
                        "\(time)\(interval.accepted) accepted"))
            }
            if refused > 0 {
                parts.append(
                    rect(
                        "failed", x, bottom - accepted - refused, step * 0.86, refused,
                        "\(time)\(interval.refused) refused"))
            }
        }
        parts += axis(drawn, step, bottom)
        parts.append(text(summary(report, late), left, bottom + 44, "start", isSoft: true))
        return parts
    }

    /// Times under the bars: as many as have room.
    private static func axis(_ drawn: [MailingReport.Interval], _ step: Double, _ bottom: Double) -> [String]
    {
        let every = max(1, Int((110 / step).rounded(.up)))
        return stride(from: 0, to: drawn.count, by: every).map { index in
            text(
                "+ \(ShortDuration.text(drawn[index].start))", left + step * Double(index), bottom + 20,
                "start", isSoft: true)
        }
    }

    private static func summary(_ report: MailingReport, _ late: [MailingReport.Interval]) -> String {
        let times = report.milestones.map {
            "\($0.percent == 100 ? "all" : "\($0.percent) %") after \(ShortDuration.text($0.time))"
        }
        let rest = late.first.map {
            ["later: \(grouped($0.accepted)) accepted, \(grouped($0.refused)) refused"]
        }
        let accepted = times.isEmpty ? [] : ["accepted: \(times.joined(separator: ", "))"]
        return (accepted + (rest ?? [])).joined(separator: "; ")
    }

    /// A domain's name over its bar.
    private static func bar(
        _ name: String, _ domain: MailingStatistics.Domain, of most: Int, at top: Double
    ) -> [String] {
        var figures = ["\(grouped(domain.accepted)) of \(grouped(domain.readers))"]
        if domain.waiting > 0 { figures.append("\(grouped(domain.waiting)) waiting") }
        if domain.failed > 0 { figures.append("\(grouped(domain.failed)) failed") }
        if domain.uncertain > 0 { figures.append("\(grouped(domain.uncertain)) uncertain") }
        let shown = name.count > 34 ? name.prefix(33) + "…" : name[...]
        var parts = [
            text(String(shown), left, top + 14, "start"),
            text(figures.joined(separator: ", "), width - right, top + 14, "end", isSoft: true),
        ]
        var x = left
        let others = domain.readers - domain.accepted - domain.waiting - domain.failed - domain.uncertain
        for (count, style) in [
            (domain.accepted, "accepted"), (domain.waiting, "waiting"), (domain.failed, "failed"),
            (domain.uncertain, "uncertain"), (others, "none"),
        ] where count > 0 {
            let length = max(1.5, inner * Double(count) / Double(max(1, most)))
            parts.append(rect(style, x, top + 21, min(length, left + inner - x), 10, nil))
            x += length
        }
        return parts
    }

    private static func rect(
        _ style: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ title: String?
    ) -> String {
        let place =
            "<rect class=\"\(style)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(width))\" height=\"\(SVG.number(height))\""
        return title.map { "\(place)><title>\(SVG.escaped($0))</title></rect>" } ?? "\(place)/>"
    }

    private static func rule(_ y: Double) -> String { SVG.rule(y, from: left, to: width - right) }

    private static func text(
        _ value: String, _ x: Double, _ y: Double, _ anchor: String, isStrong: Bool = false,
        isSoft: Bool = false, size: Int? = nil
    ) -> String {
        let look =
            (isSoft ? " class=\"soft\"" : "") + (isStrong ? " font-weight=\"bold\"" : "")
            + (size.map { " font-size=\"\($0)\"" } ?? "")
        return
            "<text\(look) x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" text-anchor=\"\(anchor)\">\(SVG.escaped(value))</text>"
    }

    /// `12,345`
    private static func grouped(_ count: Int) -> String {
        var digits = Array(String(count))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
