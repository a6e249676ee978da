import MailFormat

/// Notices that relays refuse a mailing's message itself: some refusals in a row and nobody accepted.
///
/// One such refusal can be one server's whim; the rest of the list should not be burnt to find out.
struct MessageBrake {
    /// Refusals in a row that stop a mailing.
    static let limit = 3

    private var refusals: [MailingID: Int] = [:]
    private var refused: [MailingID: Failure] = [:]

    /// Takes note of one result.
    /// - Returns: whether it stops its mailing.
    mutating func note(_ failure: Failure?, of mailing: MailingID, accepted: Bool) -> Bool {
        if accepted {
            refusals[mailing] = nil
        } else if let failure, failure.scope == .message, failure.persistence == .permanent {
            refusals[mailing, default: 0] += 1
            if refusals[mailing] == Self.limit {
                refused[mailing] = failure
                return true
            }
        }
        return false
    }

    /// Whether there are mailings to stop.
    var isOn: Bool { !refused.isEmpty }

    /// Whether a mailing is one of them.
    func stops(_ mailing: MailingID) -> Bool { refused[mailing] != nil }

    /// The mailings to stop since the last call, with the last refusal.
    mutating func release() -> [MailingID: Failure] {
        defer { refused = [:] }
        return refused
    }
}
