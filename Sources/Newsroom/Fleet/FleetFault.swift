// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Why a fleet of sending machines cannot do what is asked.
public enum FleetFault: Error, Hashable, Sendable {
    /// `daybreak.yaml` names no queue.
    case noQueue
    /// A change of a mailing is in the ledger, and the fleet could not be told of it, for a reason.
    case notTold(MailingID, because: String)
    /// What holds the keys of a sending machine cannot be read, or others can read it.
    case unreadableKeys(String)
    /// Another process of this newsroom lends.
    case otherLender
    /// A file does not hold the keys of a sending machine.
    case notSenderKeys(String)
    /// A mailing's copies need a key that the file of a sending machine does not have.
    case keyMissing(String)
    /// What is lent of a mailing cannot be read.
    case unreadableMessage(MailingID)
    /// There is no such worker.
    case noSuchWorker(Int)
    /// A sending machine was given no PostgreSQL.
    case noQueueGiven
    /// The address of the PostgreSQL that a sending machine was given is wrong, for a reason. It is not repeated, because it may hold a
    /// password.
    case queue(String)
    /// A sending machine was given no keys.
    case noKeys
    /// A sending machine was given no relay.
    case noRelay
}
