// SPDX-License-Identifier: Apache-2.0

/// How a recurring edition is made, and what has to be true of it before it goes out.
public struct EditionPlan: Hashable, Sendable, Codable {
    /// What becomes of an edition that nobody has approved by the time it is locked.
    public enum Course: String, Hashable, Sendable, Codable, CaseIterable {
        /// It waits for somebody to approve it.
        case hold
        /// It goes out if its proof finds nothing that must not go out, else it waits.
        case sendIfClean = "send-if-clean"
        /// It does not go out.
        case skip
    }

    /// Milliseconds before it goes out at which its articles are chosen.
    public var assembleBefore: Int64 = 7_200_000
    /// Milliseconds before it goes out by which it has to be approved.
    public var lockBefore: Int64 = 900_000
    /// What becomes of it when it is not.
    public var unapproved = Course.hold
    /// Addresses of feeds that are read before articles are chosen.
    public var feeds: [String] = []
    /// How many stories it has at the most; nil for any number.
    public var most: Int?
    /// How many a section has at the most.
    public var mostOf: [String: Int] = [:]

    /// The usual plan.
    public init() {}
}
