// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

/// What became of one edition on its day, from its articles to its readers.
public struct EditionDay: Sendable {
    /// A stage on the way to the readers.
    public enum Stage: String, CaseIterable, Sendable {
        case assembled, edited, proofed, approved, due
        case goingOut = "going out"
        case done
    }

    /// Where a stage stands.
    public enum Progress: String, Sendable {
        case done, waiting, failed
    }

    /// A stage, where it stands, and what there is to say of it.
    public struct Step: Sendable {
        /// Which.
        public let stage: Stage
        /// Where it stands.
        public let progress: Progress
        /// When it was done, or is to be, milliseconds since 1970; nil where that is not known.
        public let at: Int64?
        /// A few words.
        public let detail: String
    }

    /// The schedule that made it; nil for one that somebody made.
    public let schedule: String?
    /// The list that gets it.
    public let list: String
    /// Its edition; nil while there is none.
    public let edition: EditionID?
    /// What that is called.
    public let subject: String?
    /// Its mailing; nil while there is none.
    public let mailing: MailingID?
    /// When it goes out, milliseconds since 1970.
    public let at: Int64
    /// Why it does not go out as planned; nil when it does.
    public let trouble: String?
    /// The stages, in order.
    public let steps: [Step]
}
