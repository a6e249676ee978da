// SPDX-License-Identifier: Apache-2.0

/// Which providers of mailboxes are counted by name. A list has a hundred thousand domains; a counter for each would be more than anybody
/// can look at, and more rows than a transaction of the ledger should write.
///
/// The first few have names at once, so that a small newsroom sees all of its providers. Later one has a name once it is frequent, which
/// takes a counter for each of a few candidates, however many there are (Misra and Gries, “Finding repeated elements”, 1982).
public struct LargeProviders: Sendable {
    /// What the others are counted as together.
    public static let others = "other"
    /// Names that are given at once.
    private static let atOnce = 40
    /// Names that are given at all.
    private static let most = 100
    /// Messages by which a candidate is frequent.
    private static let frequent = 20
    private static let candidates = 200

    private var named: Set<String>
    private var counts: [String: Int] = [:]

    /// - Parameter named: those that have names from before.
    public init(named: Set<String> = []) { self.named = named.subtracting([Self.others]) }

    /// What a message to a provider's mailbox is counted as.
    public mutating func name(of provider: String) -> String {
        if named.contains(provider) { return provider }
        guard !provider.isEmpty, named.count < Self.most else { return Self.others }
        guard named.count < Self.atOnce || isFrequent(provider) else { return Self.others }
        counts[provider] = nil
        named.insert(provider)
        return provider
    }

    private mutating func isFrequent(_ provider: String) -> Bool {
        if let count = counts[provider] {
            counts[provider] = count + 1
            return count + 1 >= Self.frequent
        }
        if counts.count < Self.candidates {
            counts[provider] = 1
        } else {
            counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
        }
        return false
    }
}
