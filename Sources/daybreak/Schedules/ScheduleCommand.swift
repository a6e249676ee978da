// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom
import Sender

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Editions that are made and sent again and again.",
        discussion: """
            A schedule is a text like these:
              weekdays at 06:00 in Europe/Kyiv except 2026-12-25
              monday and thursday at 06:00 and 18:00 from 2026-12-01 until 2027-06-30
              every other friday at 06:00 from 2026-12-04
              2nd friday of month at 06:00; last weekday of month; 1st and 15th of month
              2026-12-24 at 18:00
              RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=-1FR at 06:00
            At a time that the clocks skip it happens at the first instant after that, and at one that they show twice the \
            first time; this holds for rules of RFC 5545 as well, which says otherwise of skipped times.
            """,
        subcommands: [
            Add.self, List.self, Show.self, Next.self, Skip.self, Move.self, Pause.self, Resume.self,
            Remove.self,
            Calendar.self,
        ])
}

extension ScheduleCommand {
    struct Next: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "next", abstract: "Say when a schedule happens next.",
            discussion:
                "A text works outside of a newsroom as well, with this machine's zone if it names none.")

        @Argument(help: "The name of a schedule, or the text of one.") var text: String
        @Option(help: "Not before this time, like “2026-11-24 06:00”; now if not given.") var from: String?
        @Option(help: "How many.") var count = 10
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard (1...100_000).contains(count) else {
                throw ValidationError("A count is from 1 to 100,000.")
            }
        }

        func run() async throws {
            let desk = try? newsroom.open().rules
            let known = try await desk?.all().first { $0.name == text }
            let schedule: Schedule
            if let desk {
                schedule = try known.map { try desk.schedule(of: $0) } ?? desk.schedule(text)
            } else {
                schedule = try Schedule(text, in: .system)
            }
            let now = WallClock.system.now
            let start = try from.map { try LocalTime($0, in: schedule.zone, now: now).instant } ?? now
            let occurrences = schedule.occurrences(from: start, most: count)
            guard !occurrences.isEmpty else { throw RuleFault.over }
            for occurrence in occurrences {
                try json.print(occurrence.json(in: schedule.zone), occurrence.line(in: schedule.zone))
            }
        }
    }
}

extension Occurrence {
    /// `2026-12-04 06:00 +02:00 Europe/Kyiv`
    func line(in zone: NamedZone) -> String {
        ZonedTime.text(at, in: zone.name) + (note.map { "  (\($0))" } ?? "")
    }
}
