// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom
import Returns

extension BounceCommand {
    struct Ingest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ingest", abstract: "Take in messages that came back, and settle what they report.",
            discussion: """
                A file is a message, or messages one behind the other (mbox); a directory is a Maildir, and its messages are \
                removed once they are settled or kept. The same report counts once, however often it is taken in. For a mail \
                server's pipe say “-” and hand over the envelope's recipient: a failure exits with 75, and the server tries again.
                """)

        @Argument(help: "Files and Maildirs; - for standard input.") var files: [String]
        @Option(
            help: ArgumentHelp(
                "Where the envelope went; of standard input it is $ORIGINAL_RECIPIENT or $RECIPIENT otherwise.",
                valueName: "address")) var recipient: String?
        @Option(
            help: ArgumentHelp(
                "The files hold what this provider tells, as JSON: \(MailProvider.allCases.map(\.rawValue).joined(separator: ", ")).",
                valueName: "provider")) var from: MailProvider?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let envelope = recipient ?? environment["ORIGINAL_RECIPIENT"] ?? environment["RECIPIENT"]
            let desk = try newsroom.open().returns
            var areAllRead = true
            for file in files {
                do {
                    let tally = try await ingest(file, to: file == "-" ? envelope : recipient, desk)
                    try json.print(tally.json(of: file), "\(file): \(tally.line)")
                } catch let fault as FileFault where files.count > 1 {
                    StandardError.say("daybreak: \(fault.sentence)")
                    areAllRead = false
                }
            }
            guard areAllRead else { throw ExitCode(65) }
        }

        private func ingest(
            _ file: String, to recipient: String?, _ desk: ReturnDesk
        ) async throws -> ReturnTally {
            if let from { return try await desk.ingest(file, from: from) }
            guard ReturnDesk.isMaildir(file) else { return try await desk.ingest(file: file, to: recipient) }
            return try await desk.ingest(maildir: file) { StandardError.say("daybreak: \($0)") }
        }
    }

    struct Poll: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "poll",
            abstract: "Look into the mailboxes of “returns:” once, as “serve” does by itself.")

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            try newsroom.requireSecrets()
            let tally = try await newsroom.returns.poll { StandardError.say($0) }
            try json.print(tally.json(of: nil), tally.line)
        }
    }
}
