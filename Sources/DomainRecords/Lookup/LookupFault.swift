// SPDX-License-Identifier: Apache-2.0

/// Why nothing is known of a name.
public enum LookupFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// No server answered in time.
    case timedOut
    /// No server could be reached.
    case unreachable
    /// The servers could not find out (SERVFAIL): often a domain's own servers are down, or its DNSSEC is broken.
    case serverFailed
    /// The servers did not want to answer.
    case refused
    /// What came is no answer.
    case garbled
    /// c-ares could not do it.
    case other(String)

    /// One clause.
    public var description: String {
        switch self {
        case .timedOut: "no name server answered in time"
        case .unreachable: "no name server can be reached"
        case .serverFailed: "the name servers could not find out (SERVFAIL)"
        case .refused: "the name servers refused to answer"
        case .garbled: "what the name servers sent is no answer"
        case .other(let what): "the question could not be asked: \(what)"
        }
    }
}
