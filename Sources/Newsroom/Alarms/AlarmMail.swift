// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
import Sender
import Subscribers

/// Tells of alarms by mail, through whichever relay can be used.
struct AlarmMail {
    private let desk: AlarmDesk

    init(_ desk: AlarmDesk) { self.desk = desk }

    /// - Returns: why it could not be sent; nil when a relay has it.
    func send(_ notices: [AlarmNotice], to address: EmailAddress) async -> String? {
        do {
            let sender = try desk.publications.themed(desk.configuration.publication).0.sender
            let path = try desk.configuration.returnPath.tagged(
                try await desk.tokenKeys.keys().text(.test, for: .report))
            let message = try PlainMessage(
                from: sender, to: address, subject: Self.subject(of: notices),
                date: MessageDate(unixSeconds: desk.clock.now / 1000),
                messageID: MessageID(
                    mailingKey: "alarm\(notices.first?.id ?? 0)t\(desk.clock.now)",
                    subscriber: CapabilityToken.test.subscriber,
                    domain: sender.address.domain),
                text: text(of: notices)
            ).encoded()
            let courier = DirectDelivery(
                over: desk.configuration.relays.map(\.limits), clock: desk.clock.steady)
            let outcome = try await courier.deliver([
                .init(to: .nobody(at: address), PlainCopy(message, returningTo: path))
            ])
            switch outcome.first {
            case .accepted: return nil
            case .failed(let failure): return "\(failure)"
            case .uncertain(let what): return what
            case nil: return "nothing was sent"
            }
        } catch let error as DirectDelivery.RelayUnavailable {
            return "\(error.trouble)"
        } catch {
            return Explanation.sentence(of: error)
        }
    }

    static func subject(of notices: [AlarmNotice]) -> String {
        let first = notices[0]
        let more = notices.count > 1 ? " and \(notices.count - 1) more" : ""
        return
            "[Daybreak] \(first.word): \(first.alarm.alarm.kind.rawValue), \(first.alarm.alarm.subject)\(more)"
    }

    private func text(of notices: [AlarmNotice]) -> String {
        let zone = desk.publications.shownZone
        return notices.map { notice in
            let since = ZonedTime.text(notice.alarm.since, in: zone.name)
            let time = notice.event == .cleared ? "It lasted from \(since) on." : "It is so since \(since)."
            return "\(notice.word.uppercased()): \(notice.alarm.alarm.message)\n\(time)\n"
        }.joined(separator: "\n")
            + "\n“daybreak alarm list” says what lasts, “daybreak doctor” looks at all that mail depends on.\n"
    }
}

extension AlarmNotice {
    /// What happened, in a word.
    var word: String {
        switch event {
        case .raised: "alarm"
        case .reminder: "still"
        case .cleared: "over"
        }
    }
}
