// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
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
            guard files == ["-"] else { return try await ingestFiles() }
            // A mail server refuses a report for good at any other code, and what comes again counts once.
            do { try await ingest("-", to: envelope, in: newsroom.open()) } catch {
                throw PipeFault(because: Explanation.sentence(of: error))
            }
        }

        private var envelope: String? {
            let environment = ProcessInfo.processInfo.environment
            return recipient ?? environment["ORIGINAL_RECIPIENT"] ?? environment["RECIPIENT"]
        }

        private func ingestFiles() async throws {
            let newsroom = try newsroom.open()
            var areAllRead = true
            for file in files {
                do {
                    try await ingest(file, to: file == "-" ? envelope : recipient, in: newsroom)
                } catch let fault as FileFault where files.count > 1 {
                    StandardError.say("daybreak: \(TerminalText.harmless(fault.sentence))")
                    areAllRead = false
                }
            }
            guard areAllRead else { throw ExitCode(65) }
        }

        private func ingest(_ file: String, to recipient: String?, in newsroom: Newsroom) async throws {
            let desk = newsroom.returns
            let tally =
                if let from {
                    try await desk.ingest(file, from: from)
                } else if ReturnDesk.isMaildir(file) {
                    try await desk.ingest(maildir: file)
                } else {
                    try await desk.ingest(file: file, to: recipient)
                }
            try json.print(tally.json(of: file), "\(TerminalText.harmless(file)): \(tally.line)")
            try tally.requireWhole()
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
            try newsroom.requireSecrets(for: .sending)
            let tally = try await newsroom.returns.poll()
            try json.print(tally.json(of: nil), tally.line)
            try tally.requireWhole()
        }
    }
}

extension ReturnTally {
    /// Says what could not be read, and what stopped because of what was.
    fileprivate func requireWhole() throws {
        for (mailing, reason) in halted { StandardError.say("mailing \(mailing) is halted: \(reason)") }
        for fault in faults { StandardError.say("daybreak: \(TerminalText.harmless(fault))") }
        guard faults.isEmpty else { throw ExitCode(Sysexit.unavailable.rawValue) }
    }
}
