// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

extension ScheduleCommand {
    struct Calendar: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "calendar",
            abstract: "Show where calendars of other programs find what goes out when.",
            discussion: """
                “daybreak serve” gives it, in UTC, to whoever knows the address; “daybreak token retire” of its key ends that.
                """)

        @Flag(help: "Print the calendar itself (RFC 5545).") var ics = false
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let desk = try newsroom.open().rules
            print(
                ics ? try await desk.calendar() : try await desk.calendarAddress(),
                terminator: ics ? "" : "\n")
        }
    }
}
