// SPDX-License-Identifier: Apache-2.0

/// Why a connection is of no more use.
public enum ConnectionLoss: Error, Hashable, Sendable, CustomStringConvertible {
    /// The peer closed it.
    case closed
    /// Nothing came for as long as the protocol allows.
    case timedOut
    /// The system or TLS said so.
    case broken(String)
    /// What came is no SMTP.
    case garbled(String)

    /// One clause.
    public var description: String {
        switch self {
        case .closed: "the relay closed the connection"
        case .timedOut: "the relay did not answer in time"
        case .broken(let why): why
        case .garbled(let line): "the relay does not speak SMTP: \(line)"
        }
    }
}
