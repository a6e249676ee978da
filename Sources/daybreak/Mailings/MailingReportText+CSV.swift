// SPDX-License-Identifier: Apache-2.0
import Newsroom
import Sender
import Subscribers

/// How a mailing went, as a table: one measure a line, named by section and key.
extension MailingReportText {
    static func csv(_ report: MailingReport, domains most: Int) -> String {
        var table = MeasureTable()
        table.addCourse(of: report)
        table.addOutcomes(of: report, domains: most)
        return table.text
    }
}

private struct MeasureTable {
    private var lines = [["section", "key", "measure", "value"]]

    /// The table as CSV.
    var text: String { lines.map { CSVWriter.line($0.map(CSVWriter.guarded)) }.joined() }

    private mutating func add(
        _ section: String, _ key: String, _ measures: KeyValuePairs<String, String?>
    ) {
        for (measure, value) in measures {
            if let value { lines.append([section, key, measure, value]) }
        }
    }

    /// Adds the mailing itself, and how it went on with time.
    mutating func addCourse(of report: MailingReport) {
        let mailing = report.status.mailing
        add(
            "mailing", "\(mailing.id)",
            [
                "list": mailing.list, "state": mailing.state.name,
                "audience": "\(mailing.audience)", "uncertain": "\(report.statistics.doubts)",
                "pruned": "\(report.pruned)", "publishedAt": RFC3339.exactText(report.publishedAt),
                "perSecond": report.perSecond.map(Self.plain),
                "peakPerSecond": report.answers == nil ? nil : Self.plain(report.peak),
            ])
        for state in DeliveryState.allCases {
            add("state", state.name, ["readers": "\(report.status.counts[state] ?? 0)"])
        }
        for (percent, time) in report.milestones {
            add("time", "\(percent)", ["seconds": Self.seconds(time)])
        }
        for interval in report.rate(most: MailingReport.intervals) {
            add(
                "rate", RFC3339.exactText(report.publishedAt + interval.start),
                [
                    "seconds": Self.seconds(interval.length), "accepted": "\(interval.accepted)",
                    "refused": "\(interval.refused)",
                ])
        }
    }

    /// Adds what became of the deliveries, by cause, attempt, domain and relay.
    mutating func addOutcomes(of report: MailingReport, domains most: Int) {
        for (name, cause) in report.causes {
            add(
                "class", name,
                [
                    "failed": "\(cause.failed)", "waiting": "\(cause.waiting)",
                    "refusals": "\(cause.refusals)",
                ])
        }
        for (attempts, readers) in report.statistics.attempts.sorted(by: { $0.key < $1.key }) {
            add("attempts", "\(attempts)", ["readers": "\(readers)"])
        }
        let (largest, others) = report.domains(most: most)
        for (name, domain) in largest + (others.map { [("*", $0)] } ?? []) {
            add(
                "domain", name,
                [
                    "readers": "\(domain.readers)", "accepted": "\(domain.accepted)",
                    "waiting": "\(domain.waiting)", "failed": "\(domain.failed)",
                    "uncertain": "\(domain.uncertain)", "refusals": "\(domain.refusals)",
                    "lastAccepted": domain.lastAccepted.map {
                        Self.seconds(max(0, $0 - report.publishedAt))
                    },
                ])
        }
        for (name, relay) in report.relays {
            add(
                "relay", name,
                [
                    "messages": "\(relay.messages)", "busySeconds": Self.seconds(relay.busy),
                    "refusals": "\(relay.refusals)",
                ])
        }
    }

    private static func seconds(_ milliseconds: Int64) -> String { plain(Double(milliseconds) / 1000) }

    private static func plain(_ number: Double) -> String {
        let rounded = (number * 1000).rounded() / 1000
        return Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }
}
