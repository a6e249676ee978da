// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Where an occurrence of a rule stands.
public enum OccurrenceState: Int, CaseIterable, Hashable, Sendable {
    /// Nothing is done yet.
    case planned = 0
    /// Its edition is made and can be edited.
    case assembled = 1
    /// A mailing of it is planned, or went out.
    case scheduled = 2
    /// It waits for a person.
    case held = 3
    /// It does not go out, and somebody or the rule wanted that.
    case skipped = 4
    /// It did not go out, because nothing was done with it in time.
    case missed = 5

    /// As it is shown.
    public var name: String { "\(self)" }
}

/// One of the dates of a rule.
public struct RuleOccurrence: Hashable, Sendable {
    /// Its number.
    public let id: Int64
    /// The rule's.
    public let rule: RuleID
    /// The rule's name.
    public let ruleName: String
    /// As the schedule says it, in no zone: `2026-12-04T06:00`.
    public let local: String
    /// When its mailing goes out, milliseconds since 1970.
    public let at: Int64
    /// Whether somebody moved it.
    public let isMoved: Bool
    /// Where it stands.
    public let state: OccurrenceState
    /// Its edition, once that is assembled.
    public let edition: EditionID?
    /// Its mailing, once that is planned.
    public let mailing: MailingID?
    /// When its edition was assembled, milliseconds since 1970.
    public let assembledAt: Int64?
    /// When it was locked, milliseconds since 1970.
    public let lockedAt: Int64?
    /// Why it is held or skipped, or what went wrong so far.
    public let reason: String?

    /// Whether it goes where its schedule says: nobody moved it, and no mailing of it is planned.
    public var followsSchedule: Bool { !isMoved && [.planned, .assembled].contains(state) }

    /// An occurrence.
    public init(
        id: Int64, rule: RuleID, ruleName: String, local: String, at: Int64, isMoved: Bool,
        state: OccurrenceState, edition: EditionID?, mailing: MailingID?, assembledAt: Int64?,
        lockedAt: Int64?, reason: String?
    ) {
        (self.id, self.rule, self.ruleName, self.local) = (id, rule, ruleName, local)
        (self.at, self.isMoved, self.state, self.edition) = (at, isMoved, state, edition)
        (self.mailing, self.assembledAt, self.lockedAt) = (mailing, assembledAt, lockedAt)
        self.reason = reason
    }
}
