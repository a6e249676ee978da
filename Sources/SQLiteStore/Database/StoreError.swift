import GRDB
import Glibc

/// Why the newsroom's database did not do what was asked. Nothing was changed.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(String)
    case exists(String)
    case newer(String)
    /// It was written by a version before the first release, whose databases no later one reads.
    case development(String)
    case notADatabase(String)
    case locked
    case full
    case readOnly(String, WriteObstacle?)
    case needsWriting(String, WriteObstacle)
    case older(String, WriteObstacle)
    case changed(String)
    case failed(String)
    case damaged(String)
    case cannotLock(String)
    case cannotJournal(String, String)
    case noSuchList(String)
    case listExists(String)
    case addressTaken(String)
    case suppressed(String, reason: String)
    case signingKey(Int)
    case notABackup(String)
    case damagedBackup(String, String)
    case replaced(String)
    case cannotRead(String, String)
    case cannotWrite(String, String)
    case inUse(String)
    case notOfType(String, String, of: String)
    case noSuchSegment(String)
    case segmentExists(String)
    case alreadyMailed(list: String, mailing: Int64)
    case nobody(list: String)
    case takesMostOff(list: String, ended: Int, of: Int)

    /// One clause: what, where, and what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "there is no database at \(path): run “daybreak init” or name the newsroom with --newsroom"
        case .exists(let path): "there is a database at \(path) already"
        case .newer(let path): "\(path) was written by a newer version of Daybreak: use that version"
        case .development(let path):
            "\(path) was written by a development version of Daybreak before 0.1.0, which this one cannot read: "
                + "export its people and suppressions with that version (“daybreak subscriber export”, “daybreak suppression export”) "
                + "and import them with this one"
        case .notADatabase(let path): "\(path) is not a Daybreak database"
        case .locked: "the database is locked by another process: try again"
        case .full: "the disk is full: what was being written is undone; make room and try again"
        case .readOnly(let path, let obstacle):
            "\(path) cannot be written: "
                + (obstacle?.description ?? "check the owner and mode of the file and its directory")
        case .needsWriting(let path, let obstacle):
            "\(path) has a log beside it (-wal) that cannot be read without writing, and \(obstacle); "
                + "or copy both to where you can write"
        case .older(let path, let obstacle):
            "\(path) was written by an earlier version of Daybreak and cannot be brought up to date: "
                + obstacle.description
        case .changed(let path):
            "\(path) was changed by somebody else while it was read where nothing can be written: try again"
        case .failed(let what): "the database failed: \(what)"
        case .damaged(let what):
            "the database is damaged: \(what); “daybreak check” says more, “daybreak restore” brings back a backup"
        case .cannotLock(let path): "the file \(path) cannot be made"
        case .cannotJournal(let path, let why):
            "the file \(path) cannot hold what relays accept: \(why); nothing is sent without it"
        case .noSuchList(let name): "there is no list “\(name)”: “daybreak list list” names those there are"
        case .alreadyMailed(let list, let mailing):
            "the edition goes to “\(list)” as mailing \(mailing) already: “daybreak send --resume” goes on with it; to mail everybody again say --override REASON"
        case .nobody(let list):
            "nobody would get it: no reader of “\(list)” is active, may be mailed and is meant; “daybreak list show \(list)” counts them"
        case .addressTaken(let address): "\(address) is somebody else's address here"
        case .suppressed(let address, let reason):
            "\(address) is suppressed (\(reason)): it must not be mailed; “daybreak suppression remove” lifts that"
        case .signingKey(let number):
            "key \(number) signs the links: make another with “daybreak token rotate” first"
        case .notABackup(let path): "\(path) is no backup: make one with “daybreak backup”"
        case .damagedBackup(let path, let what):
            "the backup \(path) is damaged: \(what); nothing is restored: take another one"
        case .replaced(let path):
            "\(path) was replaced or removed while it was in use: nothing more is read from it or written; start again"
        case .cannotRead(let path, let why): "\(path) cannot be read: \(why)"
        case .cannotWrite(let path, let why): "\(path) cannot be written: \(why)"
        case .inUse(let path): "\(path) is in use by a sender: end “daybreak serve” or “daybreak send” first"
        case .notOfType(let value, let type, let address):
            "“\(value)” of \(address) is no \(type): mend it with “daybreak subscriber set”, then try again"
        case .noSuchSegment(let name):
            "there is no segment “\(name)”: “daybreak segment list” names those there are"
        case .segmentExists(let name): "there is a segment “\(name)” already: remove it first"
        case .listExists(let name): "there is a list “\(name)” already"
        case .takesMostOff(let list, let ended, let before):
            "nothing was imported: the file would take \(ended) of the \(before) people on “\(list)” off it, and no import brings them back; look at its columns of status and leaving, and say --take-most-off if it is right"
        }
    }

    /// Whether the database is another file now: nothing of this process will work until it starts again.
    public var isReplacement: Bool { if case .replaced = self { true } else { false } }

    /// What SQLite said (sqlite.org/rescode.html), in our words.
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path, WriteObstacle(database: path))
        case .SQLITE_NOTADB: self = .notADatabase(path)
        case .SQLITE_CORRUPT: self = .damaged(error.message ?? "SQLITE_CORRUPT")
        case .SQLITE_CANTOPEN where access(path, R_OK) != 0:
            self = .cannotRead(path, String(cString: strerror(errno)))
        case .SQLITE_CANTOPEN:
            let obstacle = WriteObstacle(database: path)
            self = obstacle.map { .readOnly(path, $0) } ?? .failed("\(path) cannot be opened")
        default: self = .failed(error.message ?? "\(error.resultCode)")
        }
    }
}
