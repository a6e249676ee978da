// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom
import Subscribers

extension ListCommand {
    struct Health: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "health",
            abstract:
                "Show how a list is doing: growth, churn, bounces and complaints by month and by mail provider.",
            discussion: """
                Months and results count what is stored today: people who were erased are in no figure. What became of mail \
                at a provider is counted over the list's five latest mailings. Opens and clicks are not recorded, so engagement \
                is null.
                """)

        @Argument(help: "Its name.") var name: String
        @Option(help: "How many months, this one included.") var months = 12
        @Option(help: "How many of the largest mail providers.") var domains = 10
        @Option(help: ArgumentHelp("Also draw it, as SVG.", valueName: "file")) var picture: String?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard (1...120).contains(months) else {
                throw ValidationError("--months is a number from 1 to 120.")
            }
            guard (1...1000).contains(domains) else {
                throw ValidationError("--domains is a number from 1 to 1000.")
            }
        }

        func run() async throws {
            let health = try await newsroom.open().people.health(
                of: name, months: months, domains: domains)
            if let picture {
                try OutputFile.write(Array(HealthPicture.svg(health).utf8), as: .picture, to: picture)
            }
            try json.print(health.json, Self.table(health))
        }

        private static func table(_ health: ListHealth) -> String {
            let counts = SubscriptionStatus.allCases.map { "\(health.counts[$0] ?? 0) \($0.name)" }.joined(
                separator: ", ")
            var lines = ["\(health.list): \(counts); \(health.suppressed) of the active are suppressed", ""]
            let months = [-7, 9, 9, 9, 10, 9, 8]
            lines.append(
                TextTable.row(
                    ["month", "joined", "left", "bounced", "complained", "members", "churn"], months))
            lines += health.months.map {
                let churn = $0.churn.map { String(format: "%.2f %%", $0) } ?? ""
                return TextTable.row(
                    [$0.month] + [$0.joined, $0.left, $0.bounced, $0.complained, $0.members].map { "\($0)" }
                        + [churn],
                    months)
            }
            let domains = [-28, 9, 10, 9, 9, 9]
            lines += [
                "",
                TextTable.row(
                    ["provider", "active", "suppressed", "accepted", "failed", "waiting"], domains),
            ]
            lines += health.domains.map {
                TextTable.row(
                    [$0.domain]
                        + [$0.active, $0.suppressed, $0.accepted, $0.failed, $0.waiting].map { "\($0)" },
                    domains)
            }
            return lines.joined(separator: "\n")
        }
    }
}
