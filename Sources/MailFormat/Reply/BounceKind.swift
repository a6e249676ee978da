// SPDX-License-Identifier: Apache-2.0

/// What a failure says of a mailbox, once it is final. The words are the store's and the reports'.
public enum BounceKind: String, Hashable, Sendable, Codable {
    /// There is no such mailbox.
    case unknownUser
    /// It refuses mail for good, for another reason.
    case hard
    /// It refused mail for now, until the sender gave up.
    case soft
}
