// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Sender

extension MailingCommand {
    struct Message: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "message", abstract: "Write one reader's copy again, byte for byte.",
            discussion: """
                The copy is made from the message that was frozen, what the reader's fields said when it was sent, and the keys of \
                its links and signatures. When one of these is gone the bytes may differ: then nothing is written, the reason \
                is said, and the exit code is 65; --anyway writes what can be made. Nothing is changed.
                """)

        @Argument(help: "The mailing's number.") var mailing: MailingID
        @Option(help: ArgumentHelp("Whose copy; by an address they had before, too.", valueName: "address"))
        var to: EmailAddress
        @Option(help: ArgumentHelp("Write it here; - for standard output.", valueName: "file"))
        var output: String?
        @Flag(help: "Also when the bytes may not be the same; what may differ is said on standard error.")
        var anyway = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if json.isOn && output == "-" {
                throw ValidationError("--json has the message inside: leave --output - away.")
            }
        }

        func run() async throws {
            let copy = try await newsroom.open().mailings.copy(of: mailing, to: to)
            if !copy.doubts.isEmpty {
                guard anyway else {
                    throw CommandFault.copyInDoubt(to, copy.doubts)
                }
                let doubts = copy.doubts.map(\.sentence).joined(separator: "; ")
                note("these may not be the bytes that \(to) was sent: \(doubts)")
            }
            if copy.state != .accepted && copy.state != .bounced {
                note("the delivery to \(to) is \(copy.state.name): it is not known that this copy arrived")
            }
            if let output, output != "-" { try OutputFile.write(copy.message, as: .message, to: output) }
            if json.isOn {
                print(try JSONText.of(copy.json(writtenTo: output)))
            } else if let output, output != "-" {
                print("wrote \(output): \(copy.message.count) bytes")
            } else {
                try BufferedOutput.write(Data(copy.message))
            }
        }

        private func note(_ text: String) {
            FileHandle.standardError.write(Data("daybreak: \(text)\n".utf8))
        }
    }
}
