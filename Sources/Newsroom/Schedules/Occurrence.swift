// SPDX-License-Identifier: Apache-2.0

/// One of the times of a schedule.
public struct Occurrence: Hashable, Sendable {
    /// As the schedule says it.
    public let local: CivilTime
    /// When that is: milliseconds since 1970.
    public let at: Int64
    /// What the clocks of the zone make of it.
    let showing: NamedZone.Showing

    /// What people should know of it; nil when nothing is unusual.
    public var note: String? {
        switch showing {
        case .once: nil
        case .twice: "the clocks show this time twice: it is the first"
        case .skipped: "the clocks skip \(local.clockText.prefix(5)): it is the first instant after that"
        }
    }
}
