// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender

extension MetricText {
    /// What the ledger counts. It is the same whichever process is asked, and a new start loses nothing of it.
    mutating func add(_ figures: LedgerFigures, at now: Int64) {
        add(figures.attempts)
        add(
            "daybreak_returns_total", .counter,
            "What came back by mail or from providers, by what became of it.",
            Self.samples(figures.events["return"], "outcome"))
        add(
            "daybreak_alarms_raised_total", .counter, "Alarms that were raised.",
            Self.samples(figures.events["alarm"], "kind"))
        add(
            "daybreak_occurrences_total", .counter, "Dates of schedules that came to a state.",
            (figures.events["occurrence"] ?? [:]).sorted { $0.key < $1.key }.compactMap { number, count in
                Int(number).flatMap(OccurrenceState.init).map { Sample(count, ["state": $0.name]) }
            })
        add(
            "daybreak_alarms", .gauge, "Alarms that are raised and not over.",
            Alarm.Kind.allCases.map { Sample(figures.alarms[$0.rawValue] ?? 0, ["kind": $0.rawValue]) })
        add(
            "daybreak_next_occurrence_timestamp_seconds", .gauge, "When a schedule has its next edition.",
            figures.nextOccurrences.sorted { $0.key < $1.key }.map {
                Sample(Double($0.value) / 1000, ["schedule": $0.key])
            })
        add(
            "daybreak_next_mailing_timestamp_seconds", .gauge, "When the next planned mailing goes out.",
            figures.nextMailing.map { Double($0) / 1000 })
        add("daybreak_senders", .gauge, "Processes that may send.", Double(figures.senders))
        add(
            "daybreak_lent_mailings", .gauge, "Mailings that are lent to sending machines.",
            Double(figures.lent))
        add(
            "daybreak_fleet_round_timestamp_seconds", .gauge, "When PostgreSQL last heard of the newsroom.",
            figures.lastRound.map { Double($0) / 1000 })
        add("daybreak_database_bytes", .gauge, "The size of the database.", Double(figures.bytes))
        add(figures.mailings, at: now)
    }

    private static func samples(_ counts: [String: Int64]?, _ label: String) -> [Sample] {
        (counts ?? [:]).sorted { $0.key < $1.key }.map { Sample($0.value, [label: $0.key]) }
    }

    private mutating func add(_ attempts: [LedgerFigures.Attempts]) {
        add(
            "daybreak_attempts_total", .counter,
            "Answers of relays about single messages, by what was wrong and by who runs the mailbox.",
            attempts.map {
                Sample(
                    $0.count,
                    [
                        "relay": $0.relay, "provider": $0.provider, "outcome": $0.outcome,
                        "cause": $0.cause.isEmpty ? "none" : $0.cause,
                    ])
            })
        var busy: [String: Int64] = [:]
        for attempt in attempts { busy[attempt.relay, default: 0] += attempt.busy }
        add(
            "daybreak_relay_busy_seconds_total", .counter, "How long connections were busy with messages.",
            busy.sorted { $0.key < $1.key }.map { Sample(Double($0.value) / 1_000_000, ["relay": $0.key]) })
    }

    private mutating func add(_ mailings: [LedgerFigures.MailingFigures], at now: Int64) {
        func add(
            _ name: String, _ help: String, _ value: (LedgerFigures.MailingFigures) -> Double?
        ) {
            self.add(
                name, .gauge, help,
                mailings.compactMap { mailing in
                    value(mailing).map {
                        Sample($0, ["mailing": "\(mailing.mailing)", "list": mailing.list])
                    }
                })
        }
        add("daybreak_mailing_audience", "Readers of a mailing.") { Double($0.audience) }
        add("daybreak_mailing_tried", "Attempts that ended.") { Double($0.results.tried) }
        add("daybreak_mailing_settled", "Deliveries accepted or failed for good.") {
            Double($0.results.settled)
        }
        add("daybreak_mailing_bounced", "Readers without a mailbox.") { Double($0.results.bounced) }
        add("daybreak_mailing_blocked", "Refusals of who we are.") { Double($0.results.blocked) }
        add("daybreak_mailing_complained", "Readers who call it spam.") { Double($0.results.complained) }
        add("daybreak_mailing_halted", "Whether it waits for a person.") { $0.state == .halted ? 1 : 0 }
        add("daybreak_mailing_publish_lag_seconds", "How long after its time it was published.") {
            Double(max(0, $0.publishedAt - $0.publishAt)) / 1000
        }
        add("daybreak_mailing_published_timestamp_seconds", "When it was published.") {
            Double($0.publishedAt) / 1000
        }
        add("daybreak_mailing_oldest_due_seconds", "How long the delivery has waited that is due first.") {
            // What is paused or halted waits because somebody wants that.
            guard $0.state == .sending else { return $0.isOver ? 0 : nil }
            return Double(max(0, now - ($0.oldestDue ?? now))) / 1000
        }
    }

    /// What takes a walk to count.
    mutating func add(
        _ counts: SlowCounts, of mailings: [LedgerFigures.MailingFigures], at now: Int64
    ) {
        add(
            "daybreak_mailing_deliveries", .gauge, "Deliveries that wait for a sender, or are held by one.",
            mailings.flatMap { mailing -> [Sample] in
                let id = "\(mailing.mailing)"
                let nothing = LedgerFigures.Waiting(due: 0, held: 0)
                guard let waiting = mailing.isOver ? nothing : counts.waiting[mailing.mailing] else {
                    return []
                }
                return [
                    Sample(waiting.due, ["mailing": id, "list": mailing.list, "state": "waiting"]),
                    Sample(waiting.held, ["mailing": id, "list": mailing.list, "state": "held"]),
                ]
            })
        add(
            "daybreak_subscriptions", .gauge, "People, by where they stand with a list.",
            counts.members.map { Sample($0.people, ["list": $0.list, "status": $0.status]) })
        add(
            "daybreak_counted_seconds", .gauge, "How old the counts are of deliveries and subscriptions.",
            [
                Sample(Double(now - counts.waitingAt) / 1000, ["of": "deliveries"]),
                Sample(Double(now - counts.membersAt) / 1000, ["of": "subscriptions"]),
            ])
    }
}

extension LedgerFigures.MailingFigures {
    /// Whether nothing of it waits any more.
    fileprivate var isOver: Bool { state == .sent || state == .cancelled }
}
