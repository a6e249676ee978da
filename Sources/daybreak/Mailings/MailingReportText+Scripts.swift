import Newsroom
import Sender
import Subscribers

/// How a mailing went, for scripts.
extension MailingReportText {
    static func json(_ report: MailingReport, domains most: Int) -> JSONValue {
        let (largest, others) = report.domains(most: most)
        return [
            "mailing": JSONValue(Int(report.mailing.mailing)),
            "edition": JSONValue(report.mailing.edition.map(Int.init)), "list": .text(report.mailing.list),
            "state": .text(report.mailing.state), "audience": JSONValue(report.mailing.audience),
            "counts": .object(report.mailing.counts.mapValues { JSONValue($0) }),
            "publishedAt": .text(RFC3339.exactText(report.publishedAt)),
            "firstAnswerAt": time(report, report.answers?.lowerBound),
            "lastAnswerAt": time(report, report.answers?.upperBound),
            "finishedAt": JSONValue(report.mailing.finishedAt),
            "perSecond": rounded(report.perSecond),
            "peakPerSecond": rounded(report.answers == nil ? nil : report.peak),
            "accepted": .list(
                report.milestones.map { ["percent": JSONValue($0.percent), "seconds": seconds($0.time)] }),
            "rate": .list(
                report.rate(most: MailingReport.intervals).map {
                    [
                        "at": time(report, $0.start), "seconds": seconds($0.length),
                        "accepted": JSONValue($0.accepted), "refused": JSONValue($0.refused),
                    ]
                }),
            "classes": .list(
                report.causes.map {
                    [
                        "class": .text($0.name), "failed": JSONValue($0.1.failed),
                        "waiting": JSONValue($0.1.waiting), "refusals": JSONValue($0.1.refusals),
                    ]
                }),
            "attempts": .list(
                report.statistics.attempts.sorted { $0.key < $1.key }.map {
                    ["attempts": JSONValue($0.key), "readers": JSONValue($0.value)]
                }),
            "domains": .list(largest.map { domain($0.1, named: $0.name, report) }),
            "otherDomains": others.map { domain($0, named: nil, report) } ?? nil,
            "relays": .list(
                report.relays.map {
                    [
                        "relay": .text($0.name), "messages": JSONValue($0.1.messages),
                        "busySeconds": seconds($0.1.busy), "refusals": JSONValue($0.1.refusals),
                    ]
                }),
            "doubts": JSONValue(report.statistics.doubts), "pruned": JSONValue(report.pruned),
        ]
    }

    private static func domain(
        _ domain: MailingStatistics.Domain, named name: String?, _ report: MailingReport
    ) -> JSONValue {
        [
            "domain": JSONValue(name), "readers": JSONValue(domain.readers),
            "accepted": JSONValue(domain.accepted), "waiting": JSONValue(domain.waiting),
            "failed": JSONValue(domain.failed), "uncertain": JSONValue(domain.uncertain),
            "refusals": JSONValue(domain.refusals),
            "lastAccepted": domain.lastAccepted.map { seconds(max(0, $0 - report.publishedAt)) } ?? nil,
        ]
    }

    private static func time(_ report: MailingReport, _ offset: Int64?) -> JSONValue {
        JSONValue(offset.map { RFC3339.exactText(report.publishedAt + $0) })
    }

    private static func seconds(_ milliseconds: Int64) -> JSONValue { .number(Double(milliseconds) / 1000) }

    private static func rounded(_ rate: Double?) -> JSONValue {
        rate.map { .number(($0 * 10).rounded() / 10) } ?? .null
    }

    static func csv(_ report: MailingReport, domains most: Int) -> String {
        var lines = [["section", "key", "measure", "value"]]
        func add(_ section: String, _ key: String, _ measures: KeyValuePairs<String, String?>) {
            for (measure, value) in measures {
                if let value { lines.append([section, key, measure, value]) }
            }
        }
        let statistics = report.statistics
        add(
            "mailing", "\(report.mailing.mailing)",
            [
                "list": report.mailing.list, "state": report.mailing.state,
                "audience": "\(report.mailing.audience)", "uncertain": "\(statistics.doubts)",
                "pruned": "\(report.pruned)", "publishedAt": RFC3339.exactText(report.publishedAt),
                "perSecond": report.perSecond.map(plain),
                "peakPerSecond": report.answers == nil ? nil : plain(report.peak),
            ])
        for state in DeliveryState.allCases {
            add("state", state.name, ["readers": "\(report.mailing.counts[state.name] ?? 0)"])
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
