// SPDX-License-Identifier: Apache-2.0

/// How `serve` backs up the database by itself.
public struct BackupSettings: Hashable, Sendable {
    /// How often.
    public var every: Duration = .seconds(86_400)
    /// How many are kept.
    public var keep = 14
    /// How often the newest is restored elsewhere and looked through; nil for never.
    public var verify: Duration? = .seconds(7 * 86_400)
    /// Where they are.
    public var directory: String

    /// The usual way.
    public init(directory: String) { self.directory = directory }
}
