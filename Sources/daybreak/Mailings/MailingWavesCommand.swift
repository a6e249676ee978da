// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Sender

extension MailingCommand {
    struct Waves: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "waves",
            abstract: "Show when the readers of each zone get a mailing that goes by their clocks.",
            discussion: "Before it is published that is how it would be published now.")

        @Argument(help: "The mailing's number.") var mailing: MailingID
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            let status = try await newsroom.mailings.status(of: mailing)
            guard status.mailing.goesByReadersClocks else { throw CommandFault.noWaves(mailing) }
            for wave in try await newsroom.mailings.waves(of: mailing) {
                try json.print(wave.json(in: status.clock), wave.line(in: status.clock))
            }
        }
    }
}

extension MailingWave {
    /// For people: when, to how many, and whose clocks.
    /// - Parameter zone: whose clock times are told by.
    func line(in zone: NamedZone) -> String {
        let places = zones.count <= 4 ? zones : zones.prefix(3) + ["\(zones.count - 3) more"]
        let left = waiting.map { $0 == 0 ? "" : ", \($0) waiting" } ?? ""
        return "\(dueAt.map { RFC3339.text($0, in: zone) } ?? "not at all")\t"
            + "\(counted(readers, "reader", "readers"))\(left)\t\(places.joined(separator: ", "))"
    }
}
