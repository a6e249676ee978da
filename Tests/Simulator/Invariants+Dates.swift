// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
import Sender
import Synchronization

@testable import Newsroom
@testable import SQLiteStore

/// The dates of rules beside those that Foundation's time zones know.
extension Invariants {
    /// Every date of every rule is where its clocks show it, and comes to something in time.
    func checkDates(isEnd: Bool) async throws {
        let (now, plan) = (world.clock.now, world.plan)
        for recurrence in plan.recurrences {
            guard let rule = try await rule(recurrence.name) else { continue }
            let rows = try await desk.rules.occurrences(of: rule, from: .min, until: .max)
            let known = Dictionary(rows.map { ($0.local, $0) }) { $1 }
            let first = CalendarDay(daysSince1970: Int(plan.start / 86_400_000) + 1)
            for number in 0..<plan.days {
                let day = CalendarDay(daysSince1970: first.daysSince1970 + number)
                // Readers' clocks may show it at any of these.
                let places = recurrence.past == nil ? [] : Set(plan.zones.values)
                let instants =
                    [recurrence.instant(on: day)] + places.map { recurrence.instant(on: day, in: $0) }
                let local = String(format: "\(day)T%02d:%02d", recurrence.hour, recurrence.minute)
                guard
                    let (first, last) = instants.min().flatMap({ first in instants.max().map { (first, $0) } }
                    ),
                    first > plan.start + 60_000, last < closing ?? (now - Self.patience)
                else { continue }
                guard let row = known[local] else {
                    if isEnd, world.model.isMoved("\(recurrence.name) of \(local)") { continue }
                    world.fail("no date of a rule is forgotten", "\(recurrence.name) has none of \(local)")
                    continue
                }
                check(row, at: instants, now: now)
            }
        }
    }

    private func check(_ row: RuleOccurrence, at: [Int64], now: Int64) {
        if !row.isMoved, !at.contains(row.at) {
            world.fail("a date is where its clocks show it", "\(row), and is at \(at)")
        }
        guard row.at < now - Self.patience else { return }
        let isSettled =
            switch row.state {
            case .planned, .assembled: false
            case .scheduled: row.mailing != nil
            case .held, .skipped, .missed: row.reason != nil
            }
        if !isSettled { world.fail("every date comes to something", "\(row)") }
    }

    /// Milliseconds after which a date must have come to something: a mailing may be 45 minutes late.
    private static var patience: Int64 { 3_600_000 }

    /// When the rules were removed, so that later dates come to nothing; nil while they are there.
    private var closing: Int64? { world.closedAt.map { $0 - Self.patience } }

    private func rule(_ name: String) async throws -> RuleID? {
        try await world.office.context.database.read { db in
            try Int64.fetchOne(db, sql: "SELECT max(id) FROM rule WHERE name = ?", arguments: [name])
        }.map(RuleID.init)
    }
}

extension Invariants {
    /// Whether a reader gets no copy because their own clocks had shown the time of a mailing before it was published.
    func mayBeSkipped(_ reader: String, _ mailing: Mailing) -> Bool {
        guard case .readersClocks(let local, .skip) = mailing.timing,
            let day = CalendarDay(String(local.prefix(10))),
            let recurrence = world.plan.recurrences.first(where: {
                $0.past == .skip && $0.list == mailing.list
            })
        else { return false }
        return recurrence.instant(on: day, in: world.plan.zones[reader] ?? "") < mailing.publishedAt ?? .max
    }

    /// When a reader may have a mailing by their own clocks, as Foundation's time zones know them; nil where it does not go by those.
    func hour(of reader: String, _ mailing: Mailing) -> Int64? {
        guard case .readersClocks(let local, let past) = mailing.timing,
            let day = CalendarDay(String(local.prefix(10))),
            let recurrence = world.plan.recurrences.first(where: { $0.past != nil && $0.list == mailing.list }
            )
        else { return nil }
        let hours = (0...(past == .nextDay ? 3 : 0)).map { later in
            let date = CalendarDay(daysSince1970: day.daysSince1970 + later)
            return recurrence.instant(on: date, in: world.plan.zones[reader] ?? "")
        }
        return hours.first { $0 >= mailing.publishAt } ?? mailing.publishAt
    }
}

extension Plan.Recurrence {
    /// When the clocks of its zone first show its time on a day, or the first instant after where they skip it; milliseconds since
    /// 1970.
    /// - Parameter place: a zone's name; one that is not known has the clocks of the rule's.
    func instant(on day: CalendarDay, in place: String = "") -> Int64 {
        guard
            let zone = TimeZone(identifier: place.contains("/") ? place : zone) ?? TimeZone(identifier: zone)
        else {
            return 0
        }
        let local = Double(day.daysSince1970) * 86_400 + Double(hour * 3600 + minute * 60)
        let offsets = [-86_400.0, 86_400].map {
            Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: local + $0)))
        }
        let shown = offsets.map { local - $0 }.filter {
            Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: $0))) == local - $0
        }
        if let first = shown.min() { return Int64(first) * 1000 }
        let change = zone.nextDaylightSavingTimeTransition(
            after: Date(timeIntervalSince1970: local - 86_400 - (offsets.max() ?? 0)))
        return Int64(change?.timeIntervalSince1970 ?? 0) * 1000
    }
}
