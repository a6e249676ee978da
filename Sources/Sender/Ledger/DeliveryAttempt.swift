// SPDX-License-Identifier: Apache-2.0

/// An attempt at a delivery that did not end with an acceptance.
public struct DeliveryAttempt: Hashable, Sendable {
    /// Milliseconds since 1970.
    public let at: Int64
    /// What it made of the delivery: `deferred`, `failed` or `uncertain`.
    public let state: DeliveryState
    /// When the next was due, milliseconds since 1970.
    public let nextAttempt: Int64?
    /// `Failure.Phase`: how far the dialogue had come.
    public let phase: String?
    /// `Failure.Cause`.
    public let cause: String?
    /// SMTP code of the reply.
    public let code: Int?
    /// Enhanced status of the reply (RFC 3463).
    public let status: String?
    /// The reply, or what was seen instead.
    public let reply: String?
    /// The relay's name; nil when it was not noted.
    public let relay: String?
    /// The number of the worker that made it.
    public let worker: Int64

    /// An attempt.
    public init(
        at: Int64, state: DeliveryState, nextAttempt: Int64?, phase: String?, cause: String?, code: Int?,
        status: String?, reply: String?, relay: String?, worker: Int64
    ) {
        self.at = at
        self.state = state
        self.nextAttempt = nextAttempt
        self.phase = phase
        self.cause = cause
        self.code = code
        self.status = status
        self.reply = reply
        self.relay = relay
        self.worker = worker
    }
}
