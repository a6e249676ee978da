// SPDX-License-Identifier: Apache-2.0

/// How much came back of one kind.
public struct ReturnTotal: Hashable, Sendable {
    /// What it is counted by. The words are those of the command line.
    public enum Key: String, CaseIterable, Hashable, Sendable {
        case outcome, `class`, provider, mailing
    }

    /// The outcome, class, provider or mailing; empty where there is none.
    public let key: String
    /// How much.
    public let count: Int

    /// A count.
    public init(_ key: String, _ count: Int) {
        self.key = key
        self.count = count
    }
}
