// SPDX-License-Identifier: Apache-2.0
import Composer
import GRDB
import Sender

@testable import Newsroom
@testable import SQLiteStore

extension Invariants {
    /// After each look of the alarms that succeeded: whatever a person must know has rung and lasts, and nothing rings that is over.
    /// - Parameter before: what had to ring when the look began. Editors and readers do not stand still while it lasts.
    func checkAlarms(since before: Set<String>) async {
        do {
            let alarms = try await world.office.alarms.raised().map(\.alarm)
            let raised = Set(alarms.map { "\($0.kind.rawValue) \($0.subject)" })
            let after = try await dueAlarms()
            let relay = relayAlarms()
            let wanted = before.intersection(after).union(relay.due)
            for _ in relay.due { world.model.count("alarms of a dead relay") }
            noteRelayLook()
            for alarm in wanted.subtracting(raised).sorted() {
                world.fail("every alarm that was due rang", "\(alarm) did not; \(raised.sorted()) did")
            }
            let known: Set<Alarm.Kind> = [.held, .missed, .halted, .notApproved, .relay]
            let ringing = alarms.filter { known.contains($0.kind) }.map {
                "\($0.kind.rawValue) \($0.subject)"
            }
            for alarm in Set(ringing).subtracting(before).subtracting(after).subtracting(relay.allowed)
                .sorted()
            {
                world.fail("an alarm is over when its cause is", "\(alarm) rings; \(after.sorted()) should")
            }
            for _ in wanted { world.model.count("alarms that ring at a look") }
        } catch { world.fail("what a simulator may always ask is answered", "\(error)") }
    }

    /// The alarms that must ring now, by what dates and mailings have come to.
    func dueAlarms() async throws -> Set<String> {
        let now = world.clock.now
        let rules = world.office.context.rules
        let (dates, mailings) = try await world.office.context.database.read { db in
            (
                try RuleStore.fetch(
                    "o.at BETWEEN ?1 - 86400000 AND ?1 + 1800000 OR o.state IN (?2, ?3)",
                    [now, OccurrenceState.held.rawValue, OccurrenceState.missed.rawValue], db),
                try MailingStore.fetch("m.state IN (\(MailingStore.unfinished.sql))", [], db)
            )
        }
        var due: Set<String> = []
        for row in dates {
            let name = "\(row.ruleName) of \(row.local)"
            switch row.state {
            case .missed where (row.lockedAt ?? 0) >= now - 86_400_000: due.insert("missed \(name)")
            case .held: due.insert("held \(name)")
            case .assembled:
                guard let edition = row.edition, let rule = try await rules.rule(row.rule),
                    rule.draft.plan.unapproved != .sendIfClean,
                    case let approval = try await world.office.context.editions.approval(of: edition),
                    approval?.holds != true
                else { continue }
                due.insert("not-approved \(name)")
            case .planned, .scheduled, .skipped, .missed: continue
            }
        }
        for mailing in mailings {
            if mailing.state == .halted { due.insert("halted mailing \(mailing.id)") }
            if mailing.state == .scheduled, mailing.heldAt != nil { due.insert("held mailing \(mailing.id)") }
        }
        return due
    }
}
