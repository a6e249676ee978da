// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Newsroom
import Sender

/// Why a command does not do what was asked, beyond what the newsroom says itself.
enum CommandFault: Error, Hashable {
    // MARK: What was said on the command line

    /// There is no such command, its words from the first on; with the one that was most likely meant, and those there are.
    case noSuchCommand([String], nearest: String?, known: [String])
    /// That text is no date.
    case notADate(String)
    /// That text takes no column for another.
    case notAMapping(String)
    /// That text gives a column a meaning that is none.
    case noMeaning(String)

    // MARK: Files

    /// The file at that path holds something else than what is to be written.
    case otherContent(String, than: OutputFile.Kind)
    /// Nothing of the file at that path was taken in; with how many of its rows were rejected.
    case nothingTaken(String, rejected: Int)

    // MARK: The editor

    /// None is set; with what to do instead.
    case noEditor(instead: String)
    /// The command of that name cannot be started. With the system's `errno`.
    case editorUnstarted(String, Int32)
    /// The command of that name ended with that status.
    case editorFailed(String, Int32)
    /// A text of the edition that was begun is kept in that file.
    case textBegun(EditionID, String)

    // MARK: Alarms

    /// The configuration names nobody who is told of alarms.
    case nobodyToTell

    // MARK: Mailings

    /// A mailing in that state cannot be changed so.
    case unchangeable(MailingID, MailingState, MailingChange)
    /// The mailing goes out to all at once.
    case noWaves(MailingID)
    /// The bytes that were sent to that address cannot be made again, and why.
    case copyInDoubt(EmailAddress, [CopyDoubt])
    /// ^C ended sending.
    case interrupted
    /// The mailing is halted, and why.
    case halted(MailingID, String?)
    /// All who were tried failed, which are so many.
    case reachedNobody(MailingID, failed: Int)
    /// Another process holds that many deliveries.
    case heldElsewhere(Int, process: Int)
    /// That many deliveries wait for a later try.
    case waiting(Int)
}

/// What an operator does to a mailing that goes out.
enum MailingChange: String {
    case paused, resumed, cancelled
}
