// SPDX-License-Identifier: Apache-2.0

/// What was granted of a claim.
public struct QuotaGrant: Hashable, Sendable {
    /// How many messages; they count as given from now on.
    public let messages: Int
    /// When quotas let less be granted than asked for: the time until there may be more.
    public let wait: Duration?
    /// When the relay's pace let less be granted: the time until the next may go.
    public let turn: Duration?
    /// Whether the relay has a pace, configured or taught to any sender: all it is given has to be claimed.
    public let isPaced: Bool

    /// An answer.
    public init(messages: Int, wait: Duration? = nil, turn: Duration? = nil, isPaced: Bool = false) {
        self.messages = messages
        self.wait = wait
        self.turn = turn
        self.isPaced = isPaced
    }
}
