// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc
public import Sender

/// Why the newsroom's database did not do what was asked. Nothing was changed.
///
/// These are facts; what a person is told of them is said above.
public enum StoreError: Error, Hashable, Sendable {
    // MARK: The file

    /// There is no database at that path.
    case missing(String)
    /// There is a database at that path already.
    case exists(String)
    /// A later version wrote the database at that path.
    case newer(String)
    /// A version before the first release wrote the database at that path, and no later one reads it.
    case development(String)
    /// An earlier version wrote the database at that path, and it cannot be brought up to date where nothing can be written.
    case older(String, WriteObstacle)
    /// The file at that path is of another kind.
    case notADatabase(String)
    /// Another file stands where the database was opened, or none.
    case replaced(String)
    /// Somebody wrote the database at that path while it was read where nothing can be written.
    case changed(String)
    /// The database at that path has a log that cannot be read without writing.
    case needsWriting(String, WriteObstacle)
    /// The database at that path cannot be written; the obstacle is nil where the system does not say.
    case readOnly(String, WriteObstacle?)
    /// The file at that path cannot be opened, and the system does not say why.
    case cannotOpen(String)
    /// The file at that path cannot be read. With the system's `errno`.
    case cannotRead(String, Int32)
    /// The file at that path cannot be written. With the system's `errno`.
    case cannotWrite(String, Int32)
    /// A file cannot be copied, and what the system says.
    case cannotCopy(String, to: String, why: String)
    /// The lock file at that path cannot be made.
    case cannotLock(String)
    /// The file at that path cannot hold what relays accept. With the system's `errno`.
    case cannotJournal(String, Int32)
    /// Another process writes.
    case locked
    /// The disk is full.
    case full
    /// A sender works with the database at that path.
    case inUse(String)
    /// The database holds what it must not.
    case damaged(Damage)
    /// SQLite said this.
    case failed(String)

    // MARK: Backups

    /// There is no file at that path.
    case noBackup(String)
    /// The file at that path is no copy of a database.
    case notABackup(String)
    /// The copy at that path holds what it must not.
    case damagedBackup(String, Damage)

    // MARK: Lists and people

    /// There is no list of that name.
    case noSuchList(String)
    /// There is a list of that name already.
    case listExists(String)
    /// Somebody else has that address.
    case addressTaken(String)
    /// That address must not be mailed.
    case suppressed(String, reason: String)
    /// No attribute can have that name.
    case noAttributeName(String)
    /// A value is none of a type; whose address it is.
    case notOfType(String, String, of: String)
    /// There is no segment of that name.
    case noSuchSegment(String)
    /// There is a segment of that name already.
    case segmentExists(String)
    /// An import would take that many of those on a list off it.
    case takesMostOff(list: String, ended: Int, of: Int)

    // MARK: Rules

    /// There is a rule of that name already.
    case ruleExists(String)
    /// There is no rule of that name.
    case noSuchRule(String)
    /// Something was made of an occurrence meanwhile, or it does not go out.
    case occurrenceOver

    // MARK: Mailings and keys

    /// The edition of that number was removed.
    case editionRemoved(Int64)
    /// Another edition went out with that number.
    case numberTaken(Int)
    /// The edition goes to the list already, or went to some of it; with where that mailing stands.
    case alreadyMailed(list: String, mailing: Int64, MailingState)
    /// Nobody on the list would get it.
    case nobody(list: String)
    /// The key of that number signs, and cannot be retired.
    case signingKey(Int)
    /// Every number is given to a key that is believed.
    case tooManyKeys

    /// What is wrong with a file.
    public enum Damage: Hashable, Sendable {
        /// SQLite came upon it: what it said.
        case pages(String)
        /// A column holds what its table does not allow: what GRDB said, without the rest of the row.
        case value(String)
        /// The JSON of a value of that type cannot be read.
        case json(String)
        /// A slot of a frozen message lies outside of it.
        case layout
        /// A row of that address was written and is not there.
        case address(String)
        /// A check found it.
        case check(NewsroomDatabase.CheckFault)
    }

    /// Whether the database is another file now: nothing of this process will work until it starts again.
    public var isReplacement: Bool { if case .replaced = self { true } else { false } }

    /// What SQLite said (sqlite.org/rescode.html).
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path, WriteObstacle(database: path))
        case .SQLITE_NOTADB: self = .notADatabase(path)
        case .SQLITE_CORRUPT: self = .damaged(.pages(error.message ?? "SQLITE_CORRUPT"))
        case .SQLITE_CANTOPEN where access(path, R_OK) != 0: self = .cannotRead(path, errno)
        case .SQLITE_CANTOPEN:
            let obstacle = WriteObstacle(database: path)
            self = obstacle.map { .readOnly(path, $0) } ?? .cannotOpen(path)
        default: self = .failed(error.message ?? "\(error.resultCode)")
        }
    }
}
