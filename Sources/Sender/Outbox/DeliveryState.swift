// SPDX-License-Identifier: Apache-2.0

/// Where one mailing × one subscriber stands. The numbers are the ledger's.
///
/// | state | meaning | leaves by |
/// | --- | --- | --- |
/// | `queued` | due at its time, untouched | lease |
/// | `leased` | held by a worker, nothing on the wire | start, or lease end → `queued` |
/// | `inFlight` | committed before content goes on the wire | settlement, or lease end → `uncertain` |
/// | `accepted` | 2xx after the dot | bounce report |
/// | `deferred` | failed for now, due again | lease |
/// | `failed` | will not be tried again | operator |
/// | `uncertain` | dot sent, no reply known | one resend when due, or an operator |
/// | `bounced` | accepted, then reported undeliverable | – |
/// | `suppressed` | became unmailable after publication | – |
/// | `cancelled` | its mailing was cancelled | – |
public enum DeliveryState: Int, CaseIterable, Hashable, Sendable, Codable {
    case queued = 0
    case leased = 1
    case inFlight = 2
    case accepted = 3
    case deferred = 4
    case failed = 5
    case uncertain = 6
    case bounced = 7
    case suppressed = 8
    case cancelled = 9

    /// The word reports and JSON use.
    public var name: String { String(describing: self) }
}
