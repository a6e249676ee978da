// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a wire, beside what PostgreSQL itself says.
public enum WireFault: Error, Hashable, Sendable {
    /// No newsroom has made the tables of the wire yet.
    case noTables
    /// The tables are of another version of Daybreak, with the number of their form.
    case otherForm(Int)
    /// Another newsroom lends through this database.
    case otherNewsroom
    /// The file in which a worker notes what is in flight cannot be made or is locked.
    case cannotLock(String)
    /// There is no room for that file; with the system's number of the error, see errno(3).
    case cannotJournal(String, Int32)
}
