// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Returns

struct BounceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce",
        abstract: "Read mail that came back: bounces, complaints, unsubscribes and letters.",
        discussion: """
            Every copy carries a signed token in its return path and its header, by which a report is settled on the delivery it \
            is about. A message without one changes nobody.
            """,
        subcommands: [
            Parse.self, Ingest.self, Poll.self, List.self, Unknown.self, Show.self, Approve.self,
            Dismiss.self,
            Teach.self,
        ])

    struct Parse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "parse", abstract: "Say what messages that came back report; nothing is changed.",
            discussion: """
                Delivery status notifications (RFC 3464) and reports of abuse (RFC 5965) are understood, what programs answer (RFC 3834, \
                RFC 8098), and what mail servers write in prose. It needs no newsroom.
                """)

        @Argument(help: "Files with a message each, and directories of such; - for standard input.")
        var files: [String]
        @OptionGroup var json: JSONOption

        func run() async throws {
            let output = BufferedOutput()
            defer { try? output.flush() }
            for file in try files.flatMap(InputFile.files) {
                let mail = ReturnedMail(reading: try InputFile.bytes(named: file))
                try output.write { text in
                    if json.isOn {
                        mail.json(of: file).append(to: &text)
                    } else {
                        text += mail.line(of: file).utf8
                    }
                    text.append(UInt8(ascii: "\n"))
                }
            }
            try output.flush()
        }
    }
}

extension ReturnedMail {
    /// For people: what it is, and a line for each recipient that it reports.
    fileprivate func line(of file: String) -> String {
        let head = "\(file)\t\(kind.rawValue)\t\(subject)"
        let complaint = abuse.map { report in
            let addresses = report.recipients.map(\.description).joined(separator: ", ")
            return "  \(report.kind) of \(addresses.isEmpty ? "a reader that it does not name" : addresses)"
                + (report.reporter.map { ", says \($0)" } ?? "")
        }
        return ([head] + [complaint].compactMap(\.self) + recipients.map(\.line)).map {
            TerminalText.harmless($0, tabs: true)
        }
        .joined(separator: "\n")
    }
}

extension ReportedRecipient {
    fileprivate var line: String {
        let meaning = failure.map { "\($0.cause.rawValue), \($0.persistence.rawValue)" }
        let words = failure?.reply?.description
        return "  \(address?.description ?? name ?? "a recipient that it does not name")\t\(action.rawValue)"
            + (meaning.map { "\t\($0)" } ?? "") + (words.map { "\t\($0)" } ?? "")
    }
}
