// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MailFormat
import Newsroom
import Sender
import Subscribers

extension MailingCommand {
    struct Deliveries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deliveries", abstract: "Show who got what: the ledger, row by row.",
            discussion: """
                With --to the whole story of one reader is told: every attempt with the relay's own words, what operators did, and \
                what happened to their consent since the mailing was published. They are found by an address they had before, too.
                """)

        @Argument(help: "The mailing's number.") var mailing: MailingID
        @Option(help: ArgumentHelp("Only this reader, from beginning to end.", valueName: "address"))
        var to: EmailAddress?
        @OptionGroup var newsroom: NewsroomOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            let newsroom = try newsroom.open()
            if let to { return try await tell(to, newsroom) }
            let id = try await newsroom.mailings.mailing(mailing).id
            let messageID = try await newsroom.mailings.messageID(of: id)
            let isJSON = json.isOn
            let zone = newsroom.publications.shownZone
            let output = BufferedOutput()
            try await newsroom.mailings.deliveries(of: id) { record in
                let line = DeliveryLine(record, messageID: messageID?(record.subscriber, record.version))
                try output.write((isJSON ? try JSONText.of(line) : record.line(in: zone)) + "\n")
            }
            try output.flush()
        }

        private func tell(_ address: EmailAddress, _ newsroom: Newsroom) async throws {
            guard let story = try await newsroom.mailings.story(of: mailing, to: address) else {
                throw MailingFault.noDelivery(mailing, to: address)
            }
            try json.print(
                DeliveryLine(story), DeliveryStoryText.text(story, in: newsroom.publications.shownZone))
        }
    }
}

/// The story of one delivery, for people.
enum DeliveryStoryText {
    static func text(_ story: DeliveryStory, in zone: NamedZone) -> String {
        let record = story.record
        let attempts = counted(record.attempts, "attempt", "attempts")
        var lines = [
            "\(record.address)  \(record.state.name), \(attempts)",
            "  version \(record.version)" + (story.messageID.map { ", Message-ID \($0)" } ?? ""),
        ]
        lines += story.moments.map {
            "  \(RFC3339.exactText($0.at, in: zone))  \(TerminalText.harmless(line($0.event, in: zone)))"
        }
        if let next = record.nextAttempt { lines.append("  next attempt at \(RFC3339.text(next, in: zone))") }
        return lines.joined(separator: "\n")
    }

    private static func line(_ event: DeliveryStory.Moment.Event, in zone: NamedZone) -> String {
        switch event {
        case .published: return "published"
        case .attempt(let attempt):
            let relay = attempt.relay.map { " by \($0)" } ?? ""
            let cause = attempt.cause.map { " (\($0)\(attempt.phase.map { ", \($0)" } ?? ""))" } ?? ""
            let next = attempt.nextAttempt.map { "; next at \(RFC3339.text($0, in: zone))" } ?? ""
            return "\(attempt.state.name)\(relay)\(cause): \(attempt.reply ?? "")\(next)"
        case .settled(let record):
            let cause = record.cause.map { " (\($0))" } ?? ""
            let relay = record.relay.map { " by \($0)" } ?? ""
            return "\(record.state.name)\(relay)\(cause)" + (record.reply.map { ": \($0)" } ?? "")
        case .ledger(let event):
            return words(event.kind) + (event.reason.map { ": \($0)" } ?? "")
        case .consent(let event): return PersonReport.words(event)
        }
    }

    private static func words(_ kind: LedgerEvent.Kind) -> String {
        switch kind {
        case .paused: "the mailing was paused"
        case .resumed: "the mailing was resumed"
        case .halted: "the mailing was halted"
        case .cancelled: "the mailing was cancelled"
        case .expired: "expired"
        case .retried: "made due again by an operator"
        case .accepted: "accepted"
        case .bounced: "came back"
        }
    }
}
