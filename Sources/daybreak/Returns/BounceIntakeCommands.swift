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
                "Where the envelope went, where one message is taken in; $ORIGINAL_RECIPIENT or $RECIPIENT otherwise.",
                valueName: "address")) var recipient: String?
        @Option(
            help: ArgumentHelp(
                "The files hold what this provider tells, as JSON: \(MailProvider.allCases.map(\.rawValue).joined(separator: ", ")).",
                valueName: "provider")) var from: MailProvider?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let recipient =
                recipient ?? environment["ORIGINAL_RECIPIENT"] ?? environment["RECIPIENT"]
            let desk = try newsroom.open().returns
            for file in files {
                let tally =
                    if let from {
                        try await desk.ingest(file, from: from)
                    } else if ReturnDesk.isMaildir(file) {
                        try await desk.ingest(maildir: file)
                    } else {
                        try await desk.ingest(file: file, to: recipient)
                    }
                try json.print(tally.json(of: file), "\(file): \(tally.line)")
            }
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
