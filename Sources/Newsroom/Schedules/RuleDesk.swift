// SPDX-License-Identifier: Apache-2.0
public import Composer
import MailFormat
import SQLiteStore
public import Sender
import Subscribers

/// The use cases of recurring editions: their schedules, and what becomes of each date.
public struct RuleDesk: Sendable {
    let configuration: Configuration
    let publications: Publications
    let store: RuleStore
    let editions: EditionStore
    let editorial: EditorialDesk
    let mailings: MailingDesk
    let people: PeopleDesk
    let tokenKeys: TokenKeyStore
    let clock: WallClock

    init(
        _ context: NewsroomContext, _ editorial: EditorialDesk, _ mailings: MailingDesk, _ people: PeopleDesk
    ) {
        configuration = context.configuration
        publications = context.publications
        store = context.rules
        editions = context.editions
        tokenKeys = context.tokenKeys
        clock = context.clock
        (self.editorial, self.mailings, self.people) = (editorial, mailings, people)
    }

    /// A schedule as somebody writes it.
    /// - Parameter zone: whose clocks, where it names none; nil for those of the newsroom's own publication.
    public func schedule(_ text: String, in zone: String? = nil) throws -> Schedule {
        try Schedule(text, in: try zone.map { try NamedZone.ofPlace($0) } ?? publications.shownZone)
    }

    /// The schedule of a rule.
    public func schedule(of rule: Rule) throws -> Schedule {
        try schedule(rule.draft.schedule, in: rule.draft.zone)
    }

    /// Keeps a new rule. The zone and the publication of the draft may be empty: then they are the list's.
    /// - Throws: `RuleFault`, `ScheduleFault`, and what is wrong with the list, the segment or the publication.
    public func add(_ draft: Rule.Draft, by author: Author = .loginName) async throws -> Rule {
        var draft = draft
        do { _ = try MailingList(name: draft.name, title: "") } catch { throw RuleFault.name(draft.name) }
        let publication = try await people.publication(ofList: draft.list)
        if draft.publication.isEmpty { draft.publication = publication }
        try publications.require(draft.publication)
        guard draft.publication == publication else {
            throw RuleFault.otherPublication(draft.publication, list: draft.list, gets: publication)
        }
        if draft.zone.isEmpty { draft.zone = try publications.zone(of: publication).name }
        try mailings.requireRelays(of: publication)
        try MailingDesk.check(draft.terms, beside: draft.meaning)
        guard draft.plan.lockBefore < draft.plan.assembleBefore else { throw RuleFault.lockedFirst }
        if let feed = draft.plan.feeds.first(where: { !$0.hasPrefix("https://") && !$0.hasPrefix("http://") })
        {
            throw RuleFault.notAFeed(feed)
        }
        let schedule = try schedule(draft.schedule, in: draft.zone)
        guard !schedule.occurrences(from: clock.now, most: 1).isEmpty else { throw RuleFault.over }
        let id = try await store.add(draft, by: author.name)
        let rule = Rule(id: id, draft, plannedUntil: clock.now, pausedAt: nil)
        try await plan(rule)
        return rule
    }

    /// The rules that are not removed, by name.
    public func all() async throws -> [Rule] { try await store.all() }

    /// A rule that must be there.
    public func rule(named name: String) async throws -> Rule { try await store.rule(named: name) }

    /// What the dates of a rule have become, and those that have rows and are still to come.
    public func occurrences(
        of rule: Rule, from: Int64, until: Int64 = .max
    ) async throws -> [RuleOccurrence] {
        try await store.occurrences(of: rule.id, from: from, until: until)
    }

    /// Pauses a rule, or lets it go on: what falls into the pause is skipped.
    public func setPaused(_ isPaused: Bool, _ name: String) async throws {
        guard try await store.setPaused(isPaused, try await rule(named: name).id) else {
            throw RuleFault.pausedAlready(name, isPaused)
        }
    }

    /// Ends a rule. An edition that is assembled stays and is not sent; mailings that are planned stay planned.
    public func remove(_ name: String) async throws {
        let rule = try await rule(named: name)
        for occurrence in try await store.occurrences(of: rule.id, from: .min, until: .max)
        where [.assembled, .held].contains(occurrence.state) {
            _ = try await store.settle(occurrence, as: .skipped, because: "the schedule was removed")
        }
        try await store.remove(rule.id)
    }

    /// Gives the dates of every rule rows, two weeks ahead, and puts those that the zone's clocks show at another instant now where
    /// they belong.
    /// - Returns: why rules cannot be planned, by their names; one does not keep the others from it.
    @discardableResult
    func plan() async throws -> [String: String] {
        var faults: [String: String] = [:]
        for rule in try await store.all() {
            do { try await plan(rule) } catch {
                try Task.checkCancellation()
                faults[rule.name] = Explanation.sentence(of: error)
            }
        }
        return faults
    }

    private func plan(_ rule: Rule) async throws {
        // What fell into a time in which nobody planned gets its row as well, so that it is said that it did not go out.
        let from = min(clock.now, rule.plannedUntil)
        let until = clock.now + Self.horizon
        try await plan(rule, from: from, until: until, isWhole: true)
    }

    private func plan(_ rule: Rule, from: Int64, until: Int64, isWhole: Bool) async throws {
        let schedule = try schedule(of: rule)
        guard rule.draft.meaning != .start else {
            let times = schedule.occurrences(from: from, until: until).map { ($0.local.ruleText, $0.at) }
            return try await store.plan(rule, times, from: from, until: until, isWhole: isWhole)
        }
        let reckoning = try await mailings.reckoning(
            of: rule.draft.meaning, in: schedule.zone, to: rule.draft.list, segment: rule.draft.segment)
        let dates = schedule.occurrences(from: from - Self.farthest, until: until + Self.farthest)
        let times = reckoning.starts(of: dates).filter { (from...until).contains($0.at) }
        try await store.plan(
            rule, times, said: Set(dates.map(\.local.ruleText)), from: from, until: until, isWhole: isWhole)
    }

    /// The milliseconds within which an edition begins of the time that its schedule says, before or after it: the clocks of readers are
    /// no more than 26 hours apart.
    private static let farthest: Int64 = 26 * 3_600_000

    /// Whether a rule has no rows for dates that should have them for long, or dates that its readers or relays move.
    func hasUnsteadyDates() async throws -> Bool {
        try await store.hasUnsteadyDates(until: clock.now + Self.horizon - 2 * 86_400_000)
    }

    /// How far ahead dates have rows: 14 days, in milliseconds.
    static let horizon: Int64 = 14 * 86_400_000

    /// The one occurrence of a rule on a day that is still to come.
    /// - Parameter text: `2026-12-25`, or with its time where the day has several: `2026-12-25 06:00`.
    public func occurrence(of rule: Rule, on text: String) async throws -> RuleOccurrence {
        let day = CalendarDay(String(text.prefix(10)))
        let time = text.dropFirst(10).drop { $0 == " " || $0 == "T" }
        guard let day, time.isEmpty || time.utf8.count == 5 else { throw RuleFault.notADay(text) }
        let schedule = try schedule(of: rule)
        let (first, last) = (
            CivilTime(day), CivilTime(CalendarDay(daysSince1970: day.daysSince1970 + 1))
        )
        // A day and its gaps, whatever the zone, and readers whose clocks are ahead.
        let margin: Int64 = 62 * 3600
        let (from, until) = ((first.seconds - margin) * 1000, (last.seconds + margin) * 1000)
        let held = try await store.occurrences(of: rule.id, from: from, until: until).filter {
            $0.state == .held && $0.local.hasPrefix("\(day)") && (time.isEmpty || $0.local.hasSuffix(time))
        }
        if let one = held.first, held.count == 1 { return one }
        guard until > clock.now else { throw RuleFault.past(text) }
        try await plan(rule, from: max(from, clock.now), until: max(until, clock.now), isWhole: false)
        let times = schedule.occurrences(from: from, until: until).filter {
            $0.local.day == day && (time.isEmpty || $0.local.clockText.hasPrefix(time))
        }
        guard let found = times.first else { throw RuleFault.noOccurrence(rule.name, text) }
        guard times.count == 1 else {
            throw RuleFault.several(rule.name, text, times.map { String($0.local.clockText.prefix(5)) })
        }
        guard let row = try await store.occurrence(of: rule.id, at: found.local.ruleText) else {
            throw RuleFault.past(text)
        }
        return row
    }

    /// Has an occurrence not go out.
    public func skip(_ name: String, on day: String, by author: Author = .loginName) async throws
        -> RuleOccurrence
    {
        let rule = try await rule(named: name)
        let occurrence = try await occurrence(of: rule, on: day)
        try refuseMailing(of: occurrence)
        let reason = "skipped by \(author.name)"
        guard try await store.settle(occurrence, as: .skipped, because: reason) else {
            throw StoreError.occurrenceOver
        }
        return occurrence
    }

    /// Has an occurrence go out after all that somebody skipped, if there is time to assemble it.
    public func takeUp(_ name: String, on day: String) async throws -> RuleOccurrence {
        let rule = try await rule(named: name)
        let occurrence = try await occurrence(of: rule, on: day)
        guard occurrence.state == .skipped, occurrence.at > clock.now else { throw RuleFault.notSkipped(day) }
        guard try await store.takeUp(occurrence, of: rule) else { throw StoreError.occurrenceOver }
        return occurrence
    }

    /// Moves an occurrence to another time.
    /// - Parameter text: as the clocks of the rule's zone show it.
    public func move(_ name: String, on day: String, to text: String) async throws -> (
        RuleOccurrence, LocalTime
    ) {
        let rule = try await rule(named: name)
        let occurrence = try await occurrence(of: rule, on: day)
        try refuseMailing(of: occurrence)
        guard rule.draft.meaning == .start else { throw RuleFault.unmovable(name) }
        let time = try LocalTime(text, in: try schedule(of: rule).zone, now: clock.now)
        guard time.instant > clock.now else { throw MailingFault.pastPlan(time.instant, in: time.zone) }
        guard try await store.move(occurrence, of: rule, to: time.instant) else {
            throw StoreError.occurrenceOver
        }
        return (occurrence, time)
    }

    private func refuseMailing(of occurrence: RuleOccurrence) throws {
        if let mailing = occurrence.mailing { throw RuleFault.mailed(occurrence.local, mailing) }
    }
}

extension RuleDesk {
    /// The day of an occurrence's edition: of its readers' clocks where these say when they get it.
    func day(of occurrence: RuleOccurrence, _ rule: Rule) throws -> CalendarDay {
        if rule.draft.meaning != .start, let time = CivilTime(ruleText: occurrence.local) { return time.day }
        return try schedule(of: rule).zone.day(at: occurrence.at)
    }
}

extension CivilTime {
    /// `2026-12-04T06:00`
    var ruleText: String { "\(day)T\(clockText.prefix(5))" }
}
