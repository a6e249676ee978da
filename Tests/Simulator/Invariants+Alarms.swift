// SPDX-License-Identifier: Apache-2.0
import Composer
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
            let wanted = before.intersection(after)
            for alarm in wanted.subtracting(raised).sorted() {
                world.fail("every alarm that was due rang", "\(alarm) did not; \(raised.sorted()) did")
            }
            let known: Set<Alarm.Kind> = [.held, .missed, .halted, .notApproved]
            let ringing = alarms.filter { known.contains($0.kind) }.map {
                "\($0.kind.rawValue) \($0.subject)"
            }
            for alarm in Set(ringing).subtracting(before).subtracting(after).sorted() {
                world.fail("an alarm is over when its cause is", "\(alarm) rings; \(after.sorted()) should")
            }
            for _ in wanted { world.model.count("alarms that ring at a look") }
        } catch { world.fail("what a simulator may always ask is answered", "\(error)") }
    }

    /// The alarms that must ring now, by what dates and mailings have come to.
    func dueAlarms() async throws -> Set<String> {
        let now = world.clock.now
        let rules = world.office.context.rules
        var due: Set<String> = []
        for row in try await rules.occurrences(from: now - 86_400_000, until: now + 1_800_000) {
            let name = "\(row.ruleName) of \(row.local)"
            switch row.state {
            case .assembled:
                guard let edition = row.edition, let rule = try await rules.rule(row.rule),
                    rule.draft.plan.unapproved != .sendIfClean,
                    case let approval = try await world.office.context.editions.approval(of: edition),
                    approval?.holds != true
                else { continue }
                due.insert("not-approved \(name)")
            case .planned, .scheduled, .held, .skipped, .missed: continue
            }
        }
        for row in try await rules.missed(since: now - 86_400_000) {
            due.insert("missed \(row.ruleName) of \(row.local)")
        }
        for row in try await rules.held() { due.insert("held \(row.ruleName) of \(row.local)") }
        for mailing in try await desk.mailings.open() {
            if mailing.state == .halted { due.insert("halted mailing \(mailing.id)") }
            if mailing.state == .scheduled, mailing.heldAt != nil { due.insert("held mailing \(mailing.id)") }
        }
        return due
    }
}
