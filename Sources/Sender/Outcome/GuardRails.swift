// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// The limits above which a mailing stops by itself, as shares of the deliveries that are settled.
public struct GuardRails: Hashable, Sendable, Codable {
    /// Mailboxes that do not exist or are closed.
    public var bounces = 0.05
    /// Refusals by lists of bad hosts or policies.
    public var blocks = 0.05
    /// Readers who call it spam.
    public var complaints = 0.003
    /// While fewer are settled, the limits are shares of so many: the first failure says little.
    public var sample = 200

    /// The defaults.
    public init() {}

    /// Why a mailing should stop; nil while it may go on. One reader stops none.
    public func breach(by results: MailingResults) -> String? {
        let base = Double(max(results.settled, sample))
        let readers = "of \(counted(results.settled, "reader", "readers"))"
        let have = results.bounced == 1 ? "has" : "have"
        return [
            (results.bounced, bounces, "\(results.bounced) \(readers) \(have) no mailbox"),
            // A reader may be refused more than once.
            (
                results.blocked, blocks,
                counted(results.blocked, "attempt was blocked", "attempts were blocked")
            ),
            (results.complained, complaints, "\(results.complained) \(readers) called it spam"),
        ].first { $0.0 > 1 && Double($0.0) > $0.1 * base }.map { _, limit, what in
            "\(what); the limit is \(Self.percent(limit)) of \(Int(base))"
        }
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
