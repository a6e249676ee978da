// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Newsroom
import Sender

extension DeliveryRecord {
    /// The line for people.
    /// - Parameter zone: whose clock.
    func line(in zone: NamedZone) -> String {
        let next = nextAttempt.map { ", next at \(RFC3339.text($0, in: zone))" } ?? ""
        return "\(address)\t\(state.name)\t\(counted(attempts, "attempt", "attempts"))\(next)\t\(reply ?? "")"
    }
}

extension MailingStatus {
    /// For people: the mailing, and every state that has deliveries.
    var line: String {
        let states = DeliveryState.allCases.compactMap { state in
            counts[state].flatMap { $0 > 0 ? "\($0) \(state.name)" : nil }
        }
        return
            "mailing \(mailing.id)\t\(mailing.edition.map { "edition \($0)" } ?? "confirmations") to "
            + "\(mailing.list)\(people)\t\(mailing.state.name)\(plan)\t"
            + (mailing.publishedAt == nil ? "not published" : counted(mailing.audience, "reader", "readers"))
            + (states.isEmpty ? "" : ": \(states.joined(separator: ", "))")
            + (mailing.reason.map { "\t\($0)" } ?? "") + (mailing.state == .sending ? expectation : "")
    }

    /// When it is to go out, while it has not.
    private var plan: String {
        guard mailing.state == .scheduled else { return "" }
        return " at \(plannedTime)" + (mailing.heldAt == nil ? "" : ", held")
    }

    /// When it is to go out, as the clocks of its zone show it, and what that is for.
    var plannedTime: String {
        let start = ZonedTime.text(mailing.publishAt, in: mailing.zone)
        return switch mailing.timing {
        case .start: start
        case .readersClocks(let local, _):
            "\(start), the first of its readers' \(local.replacing("T", with: " "))"
        case .deliveredBy(let instant): "\(start), to be done by \(ZonedTime.text(instant, in: mailing.zone))"
        }
    }

    private var people: String { mailing.segment.map { " (\($0))" } ?? "" }

    private var expectation: String {
        (expectedAt.map { "\texpected at \(RFC3339.text($0, in: clock))" } ?? "")
            + (mailing.deadlineAt.map { "\tdue at \(RFC3339.text($0, in: clock))" } ?? "")
    }
}
