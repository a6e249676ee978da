// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Subscribers

extension SubscriberCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Print a list as CSV or JSON lines, or everything held of one person.",
            discussion: """
                What an export writes without --raw, an import reads back exactly. The columns are email, first_name, \
                last_name, language, timezone, status, subscribed_at, unsubscribed_at, then the newsroom's own fields.

                A value that a spreadsheet would take for a formula, like =1+1, has a ' before it, which an import takes off \
                again; --raw leaves it as it is.
                """)

        @Option(help: "The list.") var list: String?
        @Option(help: ArgumentHelp("Everything held of one person, as JSON.", valueName: "address"))
        var allAbout: EmailAddress?
        @Flag(help: "Write values as they are, also those that a spreadsheet takes for formulas.") var raw =
            false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            if raw && (json.isOn || allAbout != nil) { throw ValidationError("--raw is for CSV alone.") }
            if (list == nil) == (allAbout == nil) {
                throw ValidationError("Say either --list LIST or --all-about ADDRESS.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            if let allAbout {
                let dossier = try await newsroom.people.dossier(allAbout)
                return print(try JSONText.of(dossier.everything))
            }
            guard let list else { return }
            let output = BufferedOutput()
            if json.isOn {
                try await newsroom.people.members(of: list) {
                    try output.write(try JSONText.of(MemberLine($0)) + "\n")
                }
            } else {
                try await table(list, newsroom.people, output)
            }
            try output.flush()
        }

        private func table(_ list: String, _ people: PeopleDesk, _ output: BufferedOutput) async throws {
            let names = try await people.attributes().keys.sorted()
            let titles = [
                "email", "first_name", "last_name", "language", "timezone", "status", "subscribed_at",
                "unsubscribed_at",
            ]
            try output.write(CSVWriter.line(titles + names))
            let row = ExportRow(names)
            let raw = raw
            try await people.members(of: list) { member in
                let fields = row.fields(of: member)
                try output.write { CSVWriter.append(raw ? fields : fields.map(CSVWriter.guarded), to: &$0) }
            }
        }
    }
}

/// A member as the fields of a record.
///
/// `@unchecked Sendable`: one export uses it, on one thread at a time.
private final class ExportRow: @unchecked Sendable {
    private let columns: [String: Int]
    /// The last time that was written: an import gives thousands the same.
    private var time: (milliseconds: Int64, text: String) = (.min, "")

    init(_ names: [String]) {
        columns = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    func fields(of member: ListMember) -> [String] {
        let person = member.person
        var fields = [
            person.address.description, person.firstName, person.lastName, person.language, person.timeZone,
            member.status.name, text(member.joinedAt),
            member.status == .unsubscribed ? RFC3339.exactText(member.changedAt) : "",
        ]
        let known = fields.count
        fields += repeatElement("", count: columns.count)
        for (name, value) in person.members {
            if let column = columns[name] { fields[known + column] = value.text }
        }
        return fields
    }

    private func text(_ milliseconds: Int64) -> String {
        if time.milliseconds != milliseconds { time = (milliseconds, RFC3339.exactText(milliseconds)) }
        return time.text
    }
}
