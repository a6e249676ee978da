// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
import Newsroom
public import Subscribers

extension ImportMode: ExpressibleByArgument {}

extension SubscriberCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Put the people of a file on a list.",
            discussion: """
                CSV with any delimiter in any encoding, or the JSON lines of an export. The first line names the columns; \
                the exports of Mailchimp, Substack, Ghost, Buttondown, Beehiiv and listmonk are recognised, and what they \
                say of unsubscribed, bounced and complaining people is kept; so are the address books of Google and Outlook, \
                of which nothing but names and addresses is taken. subscribers/README.md says what every column means.

                All rows are taken in one transaction: when it is interrupted, nothing was. Nobody who unsubscribed, \
                bounced or is suppressed is subscribed again. Rows that are not taken are listed with their line numbers; \
                --rejects writes them to a file that can be mended and imported. A file that would take most of a list off \
                it is refused until --take-most-off says that it is right. Exit 65 when nothing of a file was taken.
                """)

        @Argument(help: "A file; - for standard input.") var file: String
        @Option(help: "The list.") var list: String
        @Option(
            help: ArgumentHelp(
                "What becomes of people who are here: add leaves them as they are, update takes what the file has, replace takes its attributes for all there are.",
                valueName: "add|update|replace"))
        var mode = ImportMode.update
        @Option(
            help: ArgumentHelp(
                "Take a column for another: email, first_name, last_name, name, language, timezone, status, subscribed_at, the name of an attribute, or - to leave it out. May be repeated.",
                valueName: "column=meaning"))
        var map: [String] = []
        @Option(help: "The file's encoding, like windows-1252, when it is not found out.") var encoding:
            String?
        @Option(help: ArgumentHelp("Write the rows that are not taken to a new CSV file.", valueName: "file"))
        var rejects: String?
        @Flag(help: "Only say what would be done.") var dryRun = false
        @Flag(help: "Believe the file also where it takes most of the list off it.") var takeMostOff = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let meter = ImportMeter(keepsAll: json.isOn)
            var order = FileImport(file, to: list)
            (order.mode, order.encoding, order.rejects) = (mode, encoding, rejects)
            (order.isRehearsal, order.mayTakeMostOff) = (dryRun, takeMostOff)
            order.map = try mapping()
            let outcome = try await newsroom.open().people.importFile(
                order, note: meter.note, progress: meter.progress)
            meter.finish()
            try json.print(
                outcome.json(of: order, rejects: meter.rejects, warnings: meter.warnings), line(outcome))
            guard outcome.report.taken == 0 else { return }
            throw CommandFault.nothingTaken(file, rejected: outcome.report.rejected)
        }

        private func mapping() throws -> [String: String] {
            var mapping: [String: String] = [:]
            for pair in map {
                guard let mark = pair.lastIndex(of: "="), mark > pair.startIndex else {
                    throw CommandFault.notAMapping(pair)
                }
                let meaning = pair[pair.index(after: mark)...]
                guard meaning == "-" || !ImportColumns.normalised(String(meaning)).isEmpty else {
                    throw CommandFault.noMeaning(pair)
                }
                mapping[String(pair[..<mark])] = String(meaning)
            }
            return mapping
        }

        private func line(_ outcome: ImportOutcome) -> String {
            let report = outcome.report
            let rest = [
                (report.merged, "merged with an earlier line"),
                (report.stopped, "unsubscribed or suppressed as the file says"),
                (report.rejected, "rejected"), (report.warnings, "odd"),
            ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
            let counts =
                "\(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged\(rest)"
            let columns = TerminalText.harmless(
                outcome.columns.map { "\($0.column) → \($0.meaning)" }.joined(separator: ", "))
            return (columns.isEmpty ? "" : "columns: \(columns)\n")
                + "\(list) (\(outcome.kind)): \(dryRun ? "would be " : "")\(counts)"
        }
    }
}
