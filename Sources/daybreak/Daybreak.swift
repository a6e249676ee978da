// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Newsroom

/// Every command says its name: to ask a type for its own costs the parser a fraction of a millisecond, of each command at
/// each start.
@main
struct Daybreak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybreak",
        abstract: "Composes newsletters, keeps subscriber lists and delivers mail.",
        discussion: """
            Start with “daybreak init DIR”. Every command works on the newsroom in the current directory, or on the \
            one named by --newsroom or DAYBREAK_NEWSROOM.

            Exit codes: 0 ok, 64 usage, 65 bad data, 69 relay unavailable, 74 input/output, 75 try again later, \
            78 configuration.
            """,
        version: Release.version,
        subcommands: [
            InitCommand.self, PublicationCommand.self, ArticleCommand.self, MediaCommand.self,
            EditionCommand.self,
            ListCommand.self,
            SubscriberCommand.self, AttributeCommand.self, SegmentCommand.self, SuppressionCommand.self,
            ScheduleCommand.self, MailingCommand.self, SendCommand.self, BounceCommand.self,
            ServeCommand.self, SandboxCommand.self, FleetCommand.self, SenderCommand.self,
            NewsroomCommand.self, AlarmCommand.self, DKIMCommand.self,
            DoctorCommand.self, BackupCommand.self, RestoreCommand.self, CheckCommand.self, PruneCommand.self,
            TokenCommand.self, ReadSourceCommand.self,
        ])

    /// Runs a command; whatever it throws becomes one line and an exit code.
    static func main() async {
        do {
            var words = CommandLineWords(Array(CommandLine.arguments.dropFirst()))
            words.putNewsroomLast()
            if let fault = words.fault(below: Self.self) { throw fault }
            var command = try parseAsRoot(words.words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try StandardOutput.finish()
        } catch {
            Complaint(error).exit()
        }
    }
}
