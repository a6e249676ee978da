// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
public import Newsroom

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what keeps mail from going out or from being believed; exit 78 when something does.",
        discussion: """
            Looks at the configuration, the database, the disk and the clock, enters the relay without sending anything, and \
            compares DNS with our keys (DKIM), the relay's addresses (SPF), the domain mail is from (DMARC) and the one that \
            failure reports go to. Each line is ok, advice or wrong, says what was found where, and what to do. \
            docs/dns.md explains the records.
            """)

    @Option(
        help: ArgumentHelp(
            "Ask this name server; may be given again. The system's if not given.", valueName: "address:port")
    )
    var dns: [NameServer] = []
    @Flag(help: "Leave the queue, the relay and DNS out.") var offline = false
    @OptionGroup var newsroom: NewsroomOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let doctor = Doctor(at: newsroom.directory, nameServers: dns, isOffline: offline)
        var counts: [DoctorFinding.Severity: Int] = [:]
        var failure: (any Error)?
        await doctor.examine { finding in
            counts[finding.severity, default: 0] += 1
            do { try json.print(finding.json, Self.line(finding)) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        if !json.isOn {
            print("\(counts[.wrong] ?? 0) wrong, \(counts[.advice] ?? 0) advice, \(counts[.ok] ?? 0) ok")
        }
        if counts[.wrong] != nil { throw ExitCode(78) }
    }

    private static func line(_ finding: DoctorFinding) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let remedy = finding.remedy.map { ": \($0)" } ?? ""
        return TerminalText.harmless(
            "\(padded(finding.severity.rawValue, 7)) \(padded(finding.check.rawValue, 13)) \(finding.place): \(finding.message)\(remedy)"
        )
    }
}

extension NameServer: ExpressibleByArgument {
    /// An address, and a port if it is not 53.
    public init?(argument: String) { self.init(argument) }
}
