// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import Returns
import SQLiteStore
import Sender
import Subscribers

extension ReturnDesk {
    /// Letters that are sent on at once.
    private static let lettersAtOnce = 20

    /// Sends people's letters on to the desk that is configured. They are kept for as long as others.
    /// - Returns: how many it has now, and what the relay said to the last that it did not take.
    func sendLettersOn() async throws -> (sent: Int, refusal: String?) {
        guard let desk = configuration.returns?.desk else { return (0, nil) }
        let letters = try await store.records([.letter], isKept: true, most: Self.lettersAtOnce)
        guard !letters.isEmpty else { return (0, nil) }
        let sender = try mailings.publications.themed(configuration.publication).0.sender
        let path = try configuration.returnPath.tagged(try await tokenKeys.keys().text(.test, for: .report))
        var parcels: [(letter: Int64, parcel: DirectDelivery.Parcel)] = []
        for letter in letters {
            guard let message = try await store.message(letter.id),
                let summary = try await reader.summaries(of: [message])[0],
                let text = try? Self.text(letter, summary, message, from: sender, to: desk).encoded()
            else {
                try await store.noteSentOn(letter.id)
                continue
            }
            let parcel = DirectDelivery.Parcel(to: .nobody(at: desk), PlainCopy(text, returningTo: path))
            parcels.append((letter.id, parcel))
        }
        let courier = DirectDelivery(over: configuration.relays.map(\.limits), clock: clock.steady)
        let outcomes: [Outcome]
        do throws(DirectDelivery.RelayUnavailable) {
            outcomes = try await courier.deliver(parcels.map(\.parcel))
        } catch { return (0, "\(error.trouble)") }
        var (sent, refusal): (Int, String?) = (0, nil)
        for (letter, outcome) in zip(parcels.map(\.letter), outcomes) {
            switch outcome {
            case .accepted:
                try await store.noteSentOn(letter)
                sent += 1
            case .failed(let failure):
                refusal = "\(failure)"
                // It stands in nobody's way any more, and “bounce show” prints it.
                if failure.persistence == .permanent, failure.scope != .relay {
                    try await store.noteSentOn(letter)
                }
            case .uncertain(let what): refusal = what
            }
        }
        return (sent, refusal)
    }

    /// The letter as the desk gets it: its text, and beside it the whole of it. An answer goes to who wrote it.
    private static func text(
        _ letter: ReturnRecord, _ summary: ReturnSummary, _ message: [UInt8], from sender: Mailbox,
        to desk: EmailAddress
    ) -> PlainMessage {
        let writer = summary.senderAddress.flatMap { try? EmailAddress($0) }
        return PlainMessage(
            from: sender, replyTo: writer.map { Mailbox(name: "", address: $0) }, to: desk,
            subject: summary.subject.isEmpty ? "A reader's letter" : summary.subject,
            date: MessageDate(unixSeconds: letter.at / 1000),
            messageID: MessageID(
                mailingKey: "letter\(letter.at)", subscriber: SubscriberID(rawValue: letter.id),
                domain: sender.address.domain),
            text: "\(summary.sender) wrote to \(sender.name):\n\n\(summary.text)\n",
            attachment: (name: "letter.eml", bytes: message))
    }
}
