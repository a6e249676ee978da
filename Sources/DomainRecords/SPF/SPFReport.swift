// SPDX-License-Identifier: Apache-2.0

/// What came of comparing a host with a domain's record.
public struct SPFReport: Hashable, Sendable {
    /// What receivers would take it for.
    public internal(set) var result: SPFResult = .none
    /// The term that decided; nil when none did.
    public internal(set) var term: String?
    /// Why it is an error; nil when it is none.
    public internal(set) var fault: SPFFault?
    /// How many questions DNS was asked that count (RFC 7208 §4.6.4).
    public internal(set) var lookups = 0
    /// What could not be judged, or should not be used.
    public internal(set) var notes: [String] = []
}
