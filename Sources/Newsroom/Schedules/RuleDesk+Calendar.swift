// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension RuleDesk {
    /// The calendar of what went out in the last month, and goes out as far as it is planned (RFC 5545).
    public func calendar() async throws -> String {
        let now = clock.now
        let occurrences = try await store.occurrences(from: now - Self.past, until: .max)
        var events = occurrences.map { occurrence in
            let details = [
                occurrence.state.name, occurrence.edition.map { "edition \($0)" },
                occurrence.mailing.map { "mailing \($0)" }, occurrence.reason,
            ].compactMap(\.self)
            return ScheduleCalendar.Event(
                id: "occurrence-\(occurrence.id)", at: occurrence.at, summary: occurrence.ruleName,
                description: details.joined(separator: "\n"),
                isCancelled: [.skipped, .missed].contains(occurrence.state))
        }
        let known = Set(occurrences.compactMap(\.mailing))
        for mailing in try await mailings.planned() where !known.contains(mailing.id) {
            events.append(
                ScheduleCalendar.Event(
                    id: "mailing-\(mailing.id)", at: mailing.publishAt,
                    summary: "mailing \(mailing.id) to \(mailing.list)",
                    description: mailing.reason ?? "planned", isCancelled: false))
        }
        let name = try publications.publication(publications.ownName).name
        let host = URL(string: configuration.baseURL)?.host() ?? "localhost"
        return ScheduleCalendar(name: name, host: host, events: events).text(at: now)
    }

    /// Milliseconds of the past that a calendar shows: a month.
    private static let past: Int64 = 31 * 86_400_000

    /// Where `serve` gives the calendar to whoever knows the address. It ends when its key is retired.
    public func calendarAddress() async throws -> String {
        "\(configuration.baseURL)/calendar/\(try await tokenKeys.keys().text(.test, for: .calendar)).ics"
    }
}
