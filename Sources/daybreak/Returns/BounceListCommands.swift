// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MailFormat
import Newsroom
import Sender

extension BounceCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show what came back, the latest first, or count it.",
            discussion: """
                “held” waits for “bounce approve” or “bounce dismiss”: a complaint whose report does not show the copy, and bounces of \
                a provider that would suppress more than 2 % of a list in a day.
                """)

        @Option(
            help: ArgumentHelp(
                "Only what came to this; several times for several: \(ReturnOutcome.allCases.map(\.rawValue).joined(separator: ", ")).",
                valueName: "outcome")) var only: [ReturnOutcome] = []
        @Option(help: "Only about copies of this mailing.") var mailing: MailingID?
        @Option(help: "Count it by outcome, class, provider or mailing instead.") var by: ReturnTotal.Key?
        @Option(help: ArgumentHelp("Also draw the count, as SVG.", valueName: "file")) var picture: String?
        @Option(help: "How many at the most.") var most = 100
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard (1...1_000_000).contains(most) else {
                throw ValidationError("--most is a number from 1 to 1000000.")
            }
            guard picture == nil || by != nil else {
                throw ValidationError("--picture draws a count: say --by as well.")
            }
        }

        func run() async throws {
            let newsroom = try newsroom.open()
            if let by {
                let totals = try await newsroom.returns.totals(by: by, Set(only), of: mailing)
                if let picture {
                    let title = "What came back, by \(by.rawValue)"
                    try OutputFile.write(
                        Array(ReturnsPicture.svg(totals, title: title).utf8), as: .picture, to: picture)
                }
                for total in totals {
                    try json.print(
                        total.json,
                        "\(total.count)\t\(total.key.isEmpty ? "not said" : TerminalText.harmless(total.key))"
                    )
                }
                return
            }
            for record in try await newsroom.returns.records(Set(only), of: mailing, most: most) {
                try json.print(record.json, record.line(in: newsroom.publications.shownZone))
            }
        }
    }

    struct Unknown: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unknown", abstract: "Show what came back and is not understood.",
            discussion: """
                “bounce show” prints one, “bounce teach” says what its words mean, and “bounce dismiss” ends it.
                """)

        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            for record in try await newsroom.returns.records([.unknown, .unattributed], most: 1000) {
                try json.print(record.json, record.line(in: newsroom.publications.shownZone))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Print a message that is kept, as it came.")

        @Argument(help: "Its number in “bounce list”.") var number: Int64
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let message = try await newsroom.open().returns.message(number)
            try BufferedOutput.write(Data(message))
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Do to the readers what was held: they are suppressed.")

        @OptionGroup var choice: Choice
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let desk = try newsroom.open().returns
            for number in try await choice.numbers(desk) {
                let address = try await desk.approve(number)
                print(
                    "\(number): \(address.map { "\(TerminalText.harmless($0)) is suppressed" } ?? "settled")")
            }
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dismiss", abstract: "End what waits for a person, and change nobody.")

        @OptionGroup var choice: Choice
        @OptionGroup var newsroom: NewsroomOption

        func run() async throws {
            let desk = try newsroom.open().returns
            for number in try await choice.numbers(desk) {
                try await desk.dismiss(number)
                print("\(number): dismissed")
            }
        }
    }

    /// What a person decides about.
    struct Choice: ParsableArguments {
        @Argument(help: ArgumentHelp("Numbers in “bounce list”.", valueName: "numbers")) var named: [Int64] =
            []
        @Flag(help: "Everything that is held.") var all = false

        func validate() throws {
            guard named.isEmpty == all else { throw ValidationError("Name numbers, or say --all.") }
        }

        func numbers(_ desk: ReturnDesk) async throws -> [Int64] {
            all ? try await desk.records([.held], most: 1_000_000).map(\.id).reversed() : named
        }
    }

    struct Teach: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "teach", abstract: "Say what words mean in messages that are not understood.",
            discussion: """
                What came back with a token of ours and has these words is a bounce of this class from now on; what is kept as \
                unknown is looked at again at once. Without --class the words are forgotten, and without words it lists them.
                """)

        @Argument(help: "Words of the message, in any case of letters.") var phrase: String?
        @Option(
            help: ArgumentHelp(
                "What went wrong: unknownUser, inactive, mailboxFull, blocked, ….", valueName: "cause"))
        var `class`: Failure.Cause?
        @Flag(help: "Trying again can help.") var transient = false
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let desk = try newsroom.open().returns
            guard let phrase else {
                for known in try await desk.phrases() {
                    try json.print(
                        known.json, "\(known.cause.rawValue)\t\(known.persistence.rawValue)\t\(known.phrase)")
                }
                return
            }
            guard let cause = `class` else {
                try await desk.unteach(phrase)
                print("forgotten")
                return
            }
            let count = try await desk.teach(TaughtPhrase(phrase, cause, transient ? .transient : .permanent))
            print("taught: \(counted(count, "message is", "messages are")) settled by it now")
        }
    }
}

extension ReturnRecord {
    /// Why it waits for a person.
    private var reasonHeld: String? {
        guard outcome == .held else { return nil }
        return matter == "complaint"
            ? "the complaint does not show the copy"
            : "too many of \(provider ?? "its provider") in a day"
    }

    fileprivate func line(in zone: NamedZone) -> String {
        let about = [
            address, mailing.map { $0.rawValue == 0 ? "a copy to try" : "mailing \($0)" }, cause,
            reasonHeld, reply ?? (subject.isEmpty ? nil : "“\(subject)”"),
            sender.isEmpty || address != nil ? nil : "from \(sender)",
            times > 1 ? "\(times) times" : nil,
        ].compactMap(\.self)
        return "\(id)\t\(RFC3339.text(at, in: zone))\t\(outcome.rawValue)\t"
            + TerminalText.harmless(about.joined(separator: ", "))
    }
}
