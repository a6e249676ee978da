// SPDX-License-Identifier: Apache-2.0

/// Something a person must know before readers do.
public struct Alarm: Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// An edition is soon to be locked, and nobody has approved it.
        case notApproved = "not-approved"
        /// An edition or a mailing waits for a person.
        case held
        /// An edition of a schedule did not go out, though nobody wanted that.
        case missed
        /// A mailing or an edition could not be made as things stand.
        case unpublishable
        /// A mailing will not be done by its deadline, or is not published in time.
        case late
        /// A mailing was stopped.
        case halted
        /// Sending has stopped because the ledger cannot be written.
        case sending
        /// A relay cannot be used.
        case relay
        /// A provider of mailboxes does not believe who we are.
        case alignment
        /// Mail that comes back is not read.
        case returns
        /// Readers are held until a person says what becomes of them.
        case readersHeld = "readers-held"
        /// So many readers call it spam that providers will.
        case complaints
        /// The database is not backed up, or its backup is of no use.
        case backup
        /// There is little room on the disk.
        case disk
        /// A certificate ends soon.
        case certificate
        /// A key that signs ends soon.
        case key
        /// A record that makes mail believed is gone or wrong.
        case dns
        /// A part of `serve` fails again and again.
        case service
        /// Somebody tries whether alarms arrive.
        case test

        /// Milliseconds for which it has to be so before anybody is told: what mends itself within a minute wakes nobody.
        public var rise: Int64 {
            switch self {
            case .relay: 90_000
            case .sending, .service: 30_000
            case .returns, .backup: 900_000
            default: 0
            }
        }

        /// Milliseconds for which it has to be otherwise before it is over: what comes and goes is one alarm.
        public var fall: Int64 {
            switch self {
            case .relay, .sending, .service, .disk, .returns: 300_000
            case .complaints: 3_600_000
            default: 0
            }
        }
    }

    /// What it is about.
    public let kind: Kind
    /// Which one: `mailing 3`, `main`.
    public let subject: String
    /// One clause: what, where, and what to do.
    public let message: String

    /// An alarm.
    public init(_ kind: Kind, _ subject: String, _ message: String) {
        (self.kind, self.subject, self.message) = (kind, subject, message)
    }
}
