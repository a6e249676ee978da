import Newsroom
import Sender
import Subscribers

/// How a mailing went, as a line for each number.
extension MailingReportText {
    static func csv(_ report: MailingReport, domains most: Int) -> String {
        var lines = [["section", "key", "measure", "value"]]
        func add(_ section: String, _ key: String, _ measures: KeyValuePairs<String, String?>) {
            for (measure, value) in measures {
                if let value { lines.append([section, key, measure, value]) }
            }
        }
        let (statistics, mailing) = (report.statistics, report.status.mailing)
        add(
            "mailing", "\(mailing.id)",
            [
                "list": mailing.list, "state": mailing.state.name,
                "audience": "\(mailing.audience)", "uncertain": "\(statistics.doubts)",
                "pruned": "\(report.pruned)", "publishedAt": RFC3339.exactText(report.publishedAt),
                "perSecond": report.perSecond.map(plain),
                "peakPerSecond": report.answers == nil ? nil : plain(report.peak),
            ])
        for state in DeliveryState.allCases {
            add("state", state.name, ["readers": "\(report.status.counts[state] ?? 0)"])
        }
        for (percent, time) in report.milestones { add("time", "\(percent)", ["seconds": inSeconds(time)]) }
        for interval in report.rate(most: MailingReport.intervals) {
            add(
                "rate", RFC3339.exactText(report.publishedAt + interval.start),
                [
                    "seconds": inSeconds(interval.length), "accepted": "\(interval.accepted)",
                    "refused": "\(interval.refused)",
                ])
        }
        for (name, cause) in report.causes {
            add(
                "class", name,
                [
                    "failed": "\(cause.failed)", "waiting": "\(cause.waiting)",
                    "refusals": "\(cause.refusals)",
                ])
        }
        for (attempts, readers) in statistics.attempts.sorted(by: { $0.key < $1.key }) {
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
                    "lastAccepted": domain.lastAccepted.map { inSeconds(max(0, $0 - report.publishedAt)) },
                ])
        }
        for (name, relay) in report.relays {
            add(
                "relay", name,
                [
                    "messages": "\(relay.messages)", "busySeconds": inSeconds(relay.busy),
                    "refusals": "\(relay.refusals)",
                ])
        }
        return lines.map { CSVWriter.line($0.map(CSVWriter.guarded)) }.joined()
    }

    private static func inSeconds(_ milliseconds: Int64) -> String { plain(Double(milliseconds) / 1000) }

    private static func plain(_ number: Double) -> String {
        let rounded = (number * 1000).rounded() / 1000
        return Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }
}
