// SPDX-License-Identifier: Apache-2.0

/// The number of a rule.
public struct RuleID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public let rawValue: Int64
    /// A number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// The number.
    public var description: String { "\(rawValue)" }
}

/// A recurring edition: when it goes out, to whom, and how it is made.
public struct Rule: Hashable, Sendable {
    /// What is needed to make one.
    public struct Draft: Hashable, Sendable {
        /// What people call it.
        public var name: String
        /// The text of its schedule.
        public var schedule: String
        /// Whose clocks, where the schedule names none: an IANA name.
        public var zone: String
        /// Whose editions.
        public var publication: String
        /// The list that gets them.
        public var list: String
        /// Who of the list: a `Segment`'s text; nil for everyone.
        public var segment: String?
        /// What the times of its schedule mean.
        public var meaning: TimeMeaning
        /// How an edition is made and approved.
        public var plan: EditionPlan
        /// How its mailings are to go out; guard rails are those of the day.
        public var terms: MailingTerms

        /// A draft.
        public init(
            name: String, schedule: String, zone: String, publication: String, list: String,
            segment: String? = nil, meaning: TimeMeaning = .start, plan: EditionPlan = EditionPlan(),
            terms: MailingTerms = MailingTerms(guardRails: nil)
        ) {
            (self.name, self.schedule, self.zone) = (name, schedule, zone)
            (self.publication, self.list, self.segment) = (publication, list, segment)
            (self.meaning, self.plan, self.terms) = (meaning, plan, terms)
        }
    }

    /// Its number.
    public let id: RuleID
    /// What it says.
    public let draft: Draft
    /// Up to when its occurrences have rows, milliseconds since 1970.
    public let plannedUntil: Int64
    /// When it was paused, milliseconds since 1970; nil when it is not.
    public let pausedAt: Int64?

    /// A rule.
    public init(id: RuleID, _ draft: Draft, plannedUntil: Int64, pausedAt: Int64?) {
        (self.id, self.draft, self.plannedUntil, self.pausedAt) = (id, draft, plannedUntil, pausedAt)
    }

    /// What people call it.
    public var name: String { draft.name }
}
