// SPDX-License-Identifier: Apache-2.0

/// What the services of a newsroom know of themselves, for those who have to tell a person.
struct ServedSigns: Sendable {
    /// Why sending has stopped and is tried again and again; nil while it goes on.
    var sendingFault: String?
    /// Why mail that comes back cannot be read; nil when it can.
    var returnsFault: String?
    /// Why the database cannot be backed up, or the backup not be restored; nil when all is well.
    var backupFault: String?
    /// The services that fail and are started again, and why.
    var serviceFaults: [String: String] = [:]
}
