// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// How far a delivery in flight has come.
public enum TransmissionStage: Hashable, Sendable {
    /// Its content goes on the wire now: from here on the relay may have it.
    case begun
    /// The relay has it.
    case accepted(Reply)
    /// The relay does not have it: it refused it, or the connection was lost before the dot.
    case refused
}
