// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Newsroom
import Sender

/// How a mailing went, for people.
enum MailingReportText {
    /// Lines of the rate at the most.
    private static let lines = 24
    private static let barWidth = 30

    static func text(_ report: MailingReport, domains: Int, in zone: NamedZone) -> String {
        let parts = [
            head(report, zone), rate(report), causes(report), attempts(report), table(report, domains),
            relays(report),
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private static func head(_ report: MailingReport, _ zone: NamedZone) -> [String] {
        var lines = [report.status.line.replacing("\t", with: "  ")]
        lines.append(
            "  published at \(RFC3339.text(report.publishedAt, in: zone))"
                + (report.answers.map { ", first answer after \(ShortDuration.text($0.lowerBound))" } ?? "")
                + (report.status.mailing.finishedAt.map {
                    ", finished at \(RFC3339.text($0, in: report.status.clock))"
                } ?? ""))
        let times = report.milestones.map {
            "\($0.percent == 100 ? "all" : "\($0.percent) %") after \(ShortDuration.text($0.time))"
        }
        if !times.isEmpty { lines.append("  accepted: \(times.joined(separator: ", "))") }
        if let rate = report.perSecond {
            lines.append(
                "  \(number(rate)) a second while the first 95 % were accepted, \(number(report.peak)) at the most"
            )
        }
        let returns = [
            (report.unsubscribed, "unsubscribed"), (report.complained, "complained"),
            (report.bounced, "came back"),
        ].map { "\($0) \($1)" }
        lines.append("  \(returns.joined(separator: ", "))")
        let open = report.returned.filter { ["delayed", "held"].contains($0.key) }
        if !open.isEmpty {
            lines.append(
                "  \(open.map { "\($0.count) \($0.key)" }.joined(separator: ", ")): see “daybreak bounce list”"
            )
        }
        if let reason = report.status.mailing.override {
            lines.append("  \(MailingCommand.overridden(report.overridden, because: reason))")
            lines += report.overridden.map { "    \($0.line)" }
        }
        if report.statistics.doubts > 0 {
            lines.append(
                "  \(counted(report.statistics.doubts, "time", "times")) it was not known "
                    + "whether a relay had the message"
            )
        }
        if report.pruned > 0 {
            lines.append(
                "  \(counted(report.pruned, "row of the ledger is", "rows of the ledger are")) only counted "
                    + "by now, and not told below"
            )
        }
        return lines
    }

    private static func rate(_ report: MailingReport) -> [String] {
        let intervals = report.rate(most: lines)
        guard let most = intervals.map(\.perSecond).max() else { return [] }
        let widths = [-14, 10, 9, 9, -barWidth]
        return [TextTable.row(["from", "accepted", "refused", "a second", ""], widths)]
            + intervals.map { interval in
                let length = most > 0 ? Int((interval.perSecond / most * Double(barWidth)).rounded()) : 0
                return TextTable.row(
                    [
                        "+ \(ShortDuration.text(interval.start))", "\(interval.accepted)",
                        "\(interval.refused)", number(interval.perSecond),
                    ], widths) + "  " + String(repeating: "█", count: length)
            }
    }

    private static func causes(_ report: MailingReport) -> [String] {
        guard !report.causes.isEmpty else { return [] }
        let widths = [-20, 9, 9, 9]
        return [TextTable.row(["why not", "failed", "waiting", "refusals"], widths)]
            + report.causes.map {
                TextTable.row([$0.name, "\($0.1.failed)", "\($0.1.waiting)", "\($0.1.refusals)"], widths)
            }
    }

    private static func attempts(_ report: MailingReport) -> [String] {
        let attempts = report.statistics.attempts.sorted { $0.key < $1.key }
        guard attempts.contains(where: { $0.key > 1 }) else { return [] }
        return [TextTable.row(["accepted after", "readers"], [-20, 9])]
            + attempts.map {
                TextTable.row([counted($0.key, "attempt", "attempts"), "\($0.value)"], [-20, 9])
            }
    }

    private static func table(_ report: MailingReport, _ most: Int) -> [String] {
        let (largest, others) = report.domains(most: most)
        let widths = [-28, 9, 9, 9, 9, 10, 9, 13]
        var lines = [
            TextTable.row(
                [
                    "domain", "readers", "accepted", "waiting", "failed", "uncertain", "refusals",
                    "last accepted",
                ], widths)
        ]
        let count = report.statistics.domains.count - largest.count
        for (name, domain) in largest + (others.map { [(counted(count, "other", "others"), $0)] } ?? []) {
            let last = domain.lastAccepted.map { "+ \(ShortDuration.text(max(0, $0 - report.publishedAt)))" }
            lines.append(
                TextTable.row(
                    [name.count > 28 ? name.prefix(27) + "…" : name]
                        + [
                            domain.readers, domain.accepted, domain.waiting, domain.failed, domain.uncertain,
                            domain.refusals,
                        ].map { "\($0)" } + [last ?? ""], widths))
        }
        return largest.isEmpty ? [] : lines
    }

    private static func relays(_ report: MailingReport) -> [String] {
        let widths = [-20, 9, 14, 9]
        let lines = report.relays.map { name, relay in
            TextTable.row(
                [name, "\(relay.messages)", "\(number(relay.perMessage)) ms", "\(relay.refusals)"], widths)
        }
        return lines.isEmpty
            ? [] : [TextTable.row(["relay", "messages", "each took", "refusals"], widths)] + lines
    }

    private static func number(_ rate: Double) -> String {
        rate < 10 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate.rounded()))"
    }
}
