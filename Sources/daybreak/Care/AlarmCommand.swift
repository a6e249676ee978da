// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Sender

struct AlarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarm", abstract: "What a person must know, and whether they are told.",
        discussion: """
            “daybreak serve” looks for what keeps mail from going out and tells the log, and whom daybreak.yaml names under \
            “alarms”.
            """,
        subcommands: [List.self, Test.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the alarms that last, the oldest first.")

        @Option(
            help: ArgumentHelp("Also so many of those that are over, the latest first.", valueName: "count"))
        var past: Int?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let zone = newsroom.publications.shownZone
            let raised = try await newsroom.alarms.raised()
            if raised.isEmpty, !json.isOn { print("there is no alarm") }
            for alarm in raised { try json.print(alarm.json, alarm.line(in: zone)) }
            guard let past else { return }
            for alarm in try await newsroom.alarms.past(most: past) {
                try json.print(alarm.json, alarm.line(in: zone))
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Tell everybody who is told of alarms that this is a test.")

        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let newsroom = try newsroom.open()
            try newsroom.requireSecrets(for: .sending)
            guard newsroom.alarms.ways > 0 else { throw CommandFault.nobodyToTell }
            var hasFailed = false
            for (channel, fault) in await newsroom.alarms.test() {
                print("\(channel): \(fault.map { "not told: \($0)" } ?? "told")")
                hasFailed = hasFailed || fault != nil
            }
            if hasFailed { throw ExitCode(Sysexit.unavailable.rawValue) }
        }
    }
}

extension KnownAlarm {
    /// Since when, what, and until when.
    fileprivate func line(in zone: NamedZone) -> String {
        let end = clearedAt.map { " to \(ZonedTime.text($0, in: zone.name))" } ?? ""
        return TerminalText.harmless(
            "\(ZonedTime.text(since, in: zone.name))\(end)\t\(alarm.kind.rawValue)\t\(alarm.message)",
            tabs: true)
    }
}
