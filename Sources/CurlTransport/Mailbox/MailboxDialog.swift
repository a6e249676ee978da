// SPDX-License-Identifier: Apache-2.0

/// What a visit says to a server that has let us in, in the words of one protocol.
protocol MailboxDialog {
    /// Opens the mailbox.
    /// - Parameter most: the messages that will be read at most.
    mutating func open(atMost most: Int) throws(MailboxTrouble)

    /// Reads the next messages, none of them twice.
    mutating func next(atMost most: Int) throws(MailboxTrouble) -> MailboxBatch

    /// Removes messages of the batch that was read last, or marks them.
    /// - Parameter indices: theirs in the batch, ascending.
    /// - Returns: how many are to stay, marked as deleted.
    mutating func remove(_ indices: [Int]) throws(MailboxTrouble) -> Int

    /// Takes leave.
    mutating func leave() throws(MailboxTrouble)

    /// Whether there may be messages that were not asked for yet.
    var hasMore: Bool { get }
}

/// Some messages of a mailbox.
struct MailboxBatch: Sendable {
    /// What the server gave.
    var messages: [MailboxMessage] = []
    /// How many messages were asked for; 0 at the end of the mailbox.
    var asked = 0
}

/// A connection to a server, to talk over.
protocol MailboxChannel: AnyObject {
    /// Says something. The time for the answer begins.
    func say(_ bytes: [UInt8]) throws(MailboxTrouble)

    /// Waits for the answer.
    /// - Returns: some bytes of it, at least one.
    func hear() throws(MailboxTrouble) -> [UInt8]
}
