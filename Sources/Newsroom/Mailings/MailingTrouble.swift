// SPDX-License-Identifier: Apache-2.0
import Sender

/// Why a mailing does not go out as planned, in words that anybody may see.
enum MailingTrouble: String {
    case halted = "is halted"
    case held = "is held"
    case unpublishable = "cannot be published"
    case unpublished = "is not published"
    case late = "is late"

    /// The trouble of a mailing that is not over; nil when it goes as planned.
    /// - Parameter now: milliseconds since 1970.
    init?(_ mailing: Mailing, at now: Int64) {
        switch mailing.state {
        case .halted: self = .halted
        case .scheduled where mailing.heldAt != nil: self = .held
        case .scheduled where mailing.reason != nil: self = .unpublishable
        case .scheduled where mailing.publishAt + Self.unnoticed < now: self = .unpublished
        case .sending where mailing.deadlineAt.map({ $0 < now }) == true: self = .late
        default: return nil
        }
    }

    /// The milliseconds that a mailing may be late without being reported.
    static let unnoticed: Int64 = 60_000

    /// The alarm that it is.
    var alarm: Alarm.Kind {
        switch self {
        case .halted: .halted
        case .held: .held
        case .unpublishable: .unpublishable
        case .unpublished, .late: .late
        }
    }
}
