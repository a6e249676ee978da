// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Composer
import Newsroom
import Sender

extension EditionCommand {
    struct Proof: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "proof", abstract: "Say what must not go out; exit 65 when something must not.",
            discussion: """
                The same proof is read before every publication. docs/proof.md explains each rule.
                """)

        @Argument(help: "Its number.") var edition: EditionID
        @Option(help: "Whose recipients it is rendered for; everybody if not given.") var list: String?
        @Flag(help: "Visit its links and images as well.") var online = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let findings = try await newsroom.open().editorial.proof(edition, list: list, isOnline: online)
            if json.isOn {
                print(try JSONText.of(ProofAnswer(edition, findings)))
            } else {
                for finding in findings { print(finding.line) }
                let blocking = findings.count { $0.severity == .blocking }
                print("edition \(edition): \(blocking) blocking, \(findings.count - blocking) advice")
            }
            if findings.contains(where: { $0.severity == .blocking }) { throw ExitCode(65) }
        }
    }
}

extension Finding {
    /// The line for people.
    var line: String { "\(severity.rawValue)\t\(rule.rawValue)\t\(place)\t\(message)" }
}
