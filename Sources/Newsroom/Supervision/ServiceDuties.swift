// SPDX-License-Identifier: Apache-2.0

/// What a daemon does.
public struct ServiceDuties: OptionSet, Hashable, Sendable {
    /// A bit for each duty.
    public let rawValue: UInt8

    /// A set of duties.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Answers readers.
    public static let web = ServiceDuties(rawValue: 1)
    /// Publishes, sends, prunes and reads what comes back.
    public static let sending = ServiceDuties(rawValue: 2)

    /// What secrets are needed for.
    public var secrets: SecretUses {
        [contains(.web) ? .web : [], contains(.sending) ? .sending : []]
    }

    /// In a status line.
    var sentence: String {
        switch self {
        case .web: "answers readers"
        case .sending: "publishes and sends"
        default: "answers readers, publishes and sends"
        }
    }
}
