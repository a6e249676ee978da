// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import MailFormat
import Newsroom
import Sender

extension EditionCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Send copies of an edition to try, through the relay.",
            discussion: """
                The subject begins with [Test], the links change nothing, and nothing is counted: the edition stays as \
                it is and can be tried as often as you like. Exits 69 when a copy was not taken.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Option(help: ArgumentHelp("Whom to send it to; several with commas.", valueName: "addresses"))
        var to: String
        @Option(
            name: .customLong("as"),
            help: ArgumentHelp(
                "With the name, attributes and sections of this subscriber.", valueName: "address"))
        var reader: EmailAddress?
        @Flag(help: "Put what the proof finds above the text.") var findings = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let addresses = try to.split { $0 == "," || $0 == " " }.map { try PeopleDesk.address(String($0)) }
            guard !addresses.isEmpty else { throw ValidationError("--to names no address.") }
            let newsroom = try newsroom.open()
            try newsroom.requireSecrets(for: .sending)
            newsroom.tellOfDraft(edition)
            let copies = try await newsroom.mailings.sendTest(
                of: edition, to: addresses, as: reader, showsFindings: findings)
            for copy in copies { try json.print(copy.json(of: edition), copy.line) }
            guard copies.allSatisfy(\.isAccepted) else { throw ExitCode(69) }
        }
    }
}

extension MailingDesk.TestCopy {
    fileprivate var line: String {
        let what =
            switch outcome {
            case .accepted: "sent"
            case .failed: "not sent"
            case .uncertain: "perhaps sent"
            }
        return "\(what) to \(address): \(TerminalText.harmless(reply))"
    }
}
