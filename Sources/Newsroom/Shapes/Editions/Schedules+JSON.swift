// SPDX-License-Identifier: Apache-2.0
public import Composer
public import MailFormat
public import Sender

extension Occurrence {
    /// When it is (`at`, RFC 3339 with the zone's offset), what its schedule says (`local`, of no zone), the `zone`, and a `note` where
    /// the clocks skip that time or show it twice.
    public func json(in zone: NamedZone) -> JSONValue {
        [
            "at": .text(RFC3339.text(at, in: zone)), "local": .text(local.ruleText), "zone": .text(zone.name),
            "note": JSONValue(note),
        ]
    }
}

extension RuleOccurrence {
    /// `at`, `local` and `zone` as of an occurrence of a schedule, and what became of it.
    public func json(in zone: NamedZone) -> JSONValue {
        [
            "at": .text(RFC3339.text(at, in: zone)), "local": .text(local), "zone": .text(zone.name),
            "schedule": .text(ruleName), "state": .text(state.name), "moved": JSONValue(isMoved),
            "edition": JSONValue(edition?.rawValue), "mailing": JSONValue(mailing?.rawValue),
            "reason": JSONValue(reason),
        ]
    }
}

extension Rule {
    /// What it says (`schedule`, `list`, `publication`, …), its recurrence rules (`rules`), what its times mean (`readersClocks`, with what
    /// becomes of those that have shown them, `delivered`), and whether it is paused.
    public func json(_ schedule: Schedule) -> JSONValue {
        let plan = draft.plan
        return [
            "name": .text(name), "schedule": .text(draft.schedule), "zone": .text(schedule.zone.name),
            "rules": JSONValue(schedule.rules), "publication": .text(draft.publication),
            "list": .text(draft.list), "readersClocks": JSONValue(draft.meaning.past?.rawValue),
            "delivered": JSONValue(draft.meaning == .deliveredBy),
            "segment": JSONValue(draft.segment), "assembleBefore": .seconds(plan.assembleBefore),
            "lockBefore": .seconds(plan.lockBefore), "unapproved": .text(plan.unapproved.rawValue),
            "feeds": JSONValue(plan.feeds), "stories": JSONValue(plan.most),
            "sections": .object(plan.mostOf.mapValues { JSONValue($0) }), "pausedAt": .time(pausedAt),
        ]
    }
}

extension Rule {
    /// The same with its dates (`occurrences`).
    public func json(_ schedule: Schedule, _ dates: [RuleOccurrence]) -> JSONValue {
        json(schedule).adding(["occurrences": .list(dates.map { $0.json(in: schedule.zone) })])
    }
}

extension Approval {
    /// `edition`, `revision`, `by`, `at`, and the `mailing` that was planned because of it.
    public func json(_ edition: EditionID, _ mailing: MailingID?) -> JSONValue {
        [
            "edition": JSONValue(edition.rawValue), "revision": JSONValue(revision), "by": .text(author),
            "at": .time(at), "mailing": JSONValue(mailing?.rawValue),
        ]
    }
}
