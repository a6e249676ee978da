// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom
import Sender

extension ScheduleCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the schedules.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let desk = try newsroom.open().rules
            for rule in try await desk.all() {
                let paused = rule.pausedAt == nil ? "" : "\tpaused"
                let schedule = try desk.schedule(of: rule)
                try json.print(
                    rule.json(schedule), "\(rule.name)\t\(rule.draft.list)\t\(rule.draft.schedule)\(paused)")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a schedule and what became of its dates.")

        @Argument(help: "Its name.") var name: String
        @Option(help: ArgumentHelp("How many days back.", valueName: "days")) var back = 7
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let desk = try newsroom.open().rules
            let rule = try await desk.rule(named: name)
            let schedule = try desk.schedule(of: rule)
            let since = WallClock.system.now - Int64(back) * 86_400_000
            let dates = try await desk.occurrences(of: rule, from: since)
            if json.isOn { return print(try JSONText.of(rule.json(schedule, dates))) }
            print(
                "\(rule.name) goes to \(rule.draft.list): \(rule.draft.schedule)"
                    + (rule.pausedAt == nil ? "" : ", paused"))
            for rule in schedule.rules { print("  \(rule)") }
            for date in dates { print(date.line(in: schedule.zone)) }
        }
    }
}

extension RuleOccurrence {
    /// When it is and what became of it.
    func line(in zone: NamedZone) -> String {
        let parts = [
            isMoved ? "moved from \(local)" : nil, edition.map { "edition \($0)" },
            mailing.map { "mailing \($0)" },
            reason,
        ].compactMap(\.self)
        return "\(ZonedTime.text(at, in: zone.name))  \(state.name)"
            + (parts.isEmpty ? "" : "  \(TerminalText.harmless(parts.joined(separator: ", ")))")
    }
}

extension ScheduleCommand {
    struct Skip: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "skip", abstract: "Have a schedule leave out a day.")

        @Argument(help: "Its name.") var name: String
        @Argument(help: "The day, like 2026-12-25; with its time where it has several.") var day: String
        @Flag(help: "Take back that it is left out.") var undo = false
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let desk = try newsroom.open().rules
            if undo {
                let date = try await desk.takeUp(name, on: day)
                print("\(name) goes out on \(date.local) after all")
            } else {
                let date = try await desk.skip(name, on: day)
                print("\(name) leaves out \(date.local)")
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: "Move one date of a schedule to another time.")

        @Argument(help: "Its name.") var name: String
        @Argument(help: "The day, like 2026-12-25; with its time where it has several.") var day: String
        @Option(help: "The time in the schedule's zone, like “2026-12-24 18:00”.") var to: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let (date, time) = try await newsroom.open().rules.move(name, on: day, to: to)
            print("\(name) of \(date.local) goes out at \(ZonedTime.text(time.instant, in: time.zone.name))")
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Stop a schedule until it is resumed: the dates between are left out."
        )

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await newsroom.open().rules.setPaused(true, name)
            print("paused \(name)")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "Let a schedule go on that is paused.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await newsroom.open().rules.setPaused(false, name)
            print("resumed \(name)")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "End a schedule; what is planned as a mailing goes out.")

        @Argument(help: "Its name.") var name: String
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            try await newsroom.open().rules.remove(name)
            print("removed \(name)")
        }
    }
}
