// SPDX-License-Identifier: Apache-2.0
import Foundation

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

    /// Where they are when nothing else is said, in the newsroom.
    static let usualDirectory = "backups"

    /// The usual way.
    public init(directory: String) { self.directory = directory }
}

extension Configuration {
    /// Where backups are, also those that somebody else makes there.
    func backupDirectory(in newsroom: URL) -> String {
        backup?.directory ?? newsroom.appending(path: BackupSettings.usualDirectory).path
    }
}
