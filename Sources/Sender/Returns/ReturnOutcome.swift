// SPDX-License-Identifier: Apache-2.0

/// What became of something that came back. The words are the ledger's.
public enum ReturnOutcome: String, CaseIterable, Hashable, Sendable, Codable {
    /// The delivery is `bounced`, and the reader's story says so.
    case bounced
    /// The copy is on its way still; nothing was changed.
    case delayed
    /// The reader is suppressed.
    case complained
    /// It counts against the mailing, and a person decides about the reader.
    case held
    /// The reader was on the mailing's list, and is no more.
    case unsubscribed
    /// A program's answer; nothing was changed.
    case automaticReply = "autoreply"
    /// A person's letter, kept for the desk.
    case letter
    /// It came before, or what it says was so already.
    case repeated
    /// It names a copy that is on its way still: it is kept until that is settled.
    case waiting
    /// It names a copy that was not sent, or was refused.
    case unsent
    /// It names a copy whose row is a count now.
    case pruned
    /// It is about a copy to try.
    case test
    /// It reports something, and no token of ours says of whose copy.
    case unattributed
    /// Nobody knows what it says.
    case unknown
    /// A person looked at it, and it changed nothing.
    case dismissed

    /// Whether the message is kept, for a person or until later.
    public var keepsMessage: Bool { [.held, .letter, .waiting, .unattributed, .unknown].contains(self) }
}
