// SPDX-License-Identifier: Apache-2.0

/// Why an address must not be mailed. The words are stored; an operator may write any other.
public enum SuppressionReason: String, Hashable, Sendable, Codable {
    case complaint, unknownUser, hardBounces, softBounces, erased

    /// Whether the person lifts it by asking for mail again. The other reasons concern the mailbox or a complaint, and only an
    /// operator lifts those.
    public var endsWithNewWish: Bool { self == .erased }

    /// Whether it says that the mailbox takes no mail, and nothing of whose it is: another address of theirs may be mailed.
    public var isOfMailbox: Bool { [.unknownUser, .hardBounces, .softBounces].contains(self) }
}
