// SPDX-License-Identifier: Apache-2.0
public import Sender

/// What a rehearsal of a mailing found.
public struct Rehearsal: Sendable {
    /// How many readers it was for.
    public let audience: Int
    /// The deliveries in each state at its end.
    public let counts: [DeliveryState: Int]
    /// How long sending took.
    public let seconds: Double
    /// How long it took to make it ready: composing, freezing, a row for each reader.
    public let publishing: Double
    /// Deliveries settled a second.
    public let perSecond: Double
    /// Readers whom the ledger holds for served and of whom the server knows nothing.
    public let lost: Int
    /// Readers with more than one copy.
    public let doubled: Int
    /// Those of them that the ledger has no doubt about, which must not be.
    public let unexplained: Int
    /// What the proof finds that must not go out.
    public let blocking: [String]

    /// Whether it could go out so.
    public var isGood: Bool { lost == 0 && unexplained == 0 && blocking.isEmpty }
}
