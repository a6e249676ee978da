// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A copy that a relay took of a worker whose delivery others had taken over meanwhile.
public struct LateAcceptance: Hashable, Sendable {
    /// The number of its row.
    public let delivery: DeliveryID
    /// The worker's number.
    public let worker: Int64
    /// When it was told, milliseconds since 1970.
    public let at: Int64
    /// What the relay said.
    public let reply: Reply

    /// An acceptance that is known late.
    public init(delivery: DeliveryID, worker: Int64, at: Int64, reply: Reply) {
        (self.delivery, self.worker, self.at, self.reply) = (delivery, worker, at, reply)
    }
}
