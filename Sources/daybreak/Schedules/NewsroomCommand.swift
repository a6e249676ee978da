// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Sender

struct NewsroomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "newsroom", abstract: "What the newsroom does today.", subcommands: [Today.self])

    struct Today: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "today",
            abstract: "Show where each edition of today stands, from its articles to its readers.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let (zone, days) = try await newsroom.today()
            if days.isEmpty, !json.isOn { print("nothing goes out today, by the clocks of \(zone.name)") }
            for day in days { try json.print(day.json(in: zone), day.lines(in: zone)) }
            guard !json.isOn else { return }
            for known in try await newsroom.alarms.raised() {
                print(TerminalText.harmless("alarm  \(known.alarm.message)"))
            }
        }
    }
}

extension EditionDay {
    /// A line of what it is, and one for each stage.
    fileprivate func lines(in zone: NamedZone) -> String {
        let name = [
            schedule, edition.map { "edition \($0)" }, subject.map { "“\($0)”" }, "to \(list)",
        ].compactMap(\.self).joined(separator: "  ")
        let lines = steps.map { step in
            let time =
                step.at.map { String(ZonedTime.text($0, in: zone.name).dropFirst(11).prefix(5)) } ?? "     "
            return "  \(step.progress.mark) \(time)  \(step.stage.rawValue)  \(step.detail)"
        }
        let trouble = trouble.map { ["  ! \($0)"] } ?? []
        return ([name] + lines + trouble).map { TerminalText.harmless($0) }.joined(separator: "\n")
    }
}

extension EditionDay.Progress {
    /// A sign that can be told apart without colours.
    fileprivate var mark: String {
        switch self {
        case .done: "✓"
        case .waiting: "·"
        case .failed: "✗"
        }
    }
}
