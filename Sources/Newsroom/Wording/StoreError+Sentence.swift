// SPDX-License-Identifier: Apache-2.0
import Glibc
import SQLiteStore
import Sender

extension StoreError: ExplainedError {
    /// One clause: what, where, and what to do. A table, so that whoever adds an error has to say it here.
    var sentence: String {
        switch self {
        case .missing(let path):
            "there is no database at \(path): run “daybreak init” or name the newsroom with --newsroom"
        case .exists(let path): "there is a database at \(path) already"
        case .newer(let path): "\(path) was written by a newer version of Daybreak: use that version"
        case .development(let path):
            "\(path) was written by a development version of Daybreak before 0.1.0, which this one cannot read: "
                + "export its people and suppressions with that version (“daybreak subscriber export”, "
                + "“daybreak suppression export”) and import them with this one"
        case .older(let path, let obstacle):
            "\(path) was written by an earlier version of Daybreak and cannot be brought up to date: "
                + obstacle.sentence
        case .notADatabase(let path): "\(path) is not a Daybreak database"
        case .replaced(let path):
            "\(path) was replaced or removed while it was in use: nothing more is read from it or written; start again"
        case .changed(let path):
            "\(path) was changed by somebody else while it was read where nothing can be written: try again"
        case .needsWriting(let path, let obstacle):
            "\(path) has a log beside it (-wal) that cannot be read without writing, and \(obstacle.sentence); "
                + "or copy both to where you can write"
        case .readOnly(let path, let obstacle):
            "\(path) cannot be written: "
                + (obstacle?.sentence ?? "check the owner and mode of the file and its directory")
        case .cannotOpen(let path): "the database failed: \(path) cannot be opened"
        case .cannotRead(let path, let code): "\(path) cannot be read: \(Self.words(code))"
        case .cannotWrite(let path, let code): "\(path) cannot be written: \(Self.words(code))"
        case .cannotCopy(let source, let path, let why):
            "the database failed: \(source) cannot be copied to \(path): \(why)"
        case .cannotLock(let path): "the file \(path) cannot be made"
        case .cannotJournal(let path, let code):
            "the file \(path) cannot hold what relays accept: \(Self.words(code)); nothing is sent without it"
        case .locked: "the database is locked by another process: try again"
        case .full: "the disk is full: what was being written is undone; make room and try again"
        case .inUse(let path): "\(path) is in use by a sender: end “daybreak serve” or “daybreak send” first"
        case .damaged(let damage):
            "the database is damaged: \(damage.sentence); “daybreak check” says more, “daybreak restore” brings back a backup"
        case .failed(let what): "the database failed: \(what)"
        case .noBackup(let path): "there is no file \(path): name one that “daybreak backup” wrote"
        case .notABackup(let path): "\(path) is no backup: make one with “daybreak backup”"
        case .damagedBackup(let path, let damage):
            "the backup \(path) is damaged: \(damage.sentence); nothing is restored: take another one"
        case .editionRemoved(let number): "edition \(number) was removed meanwhile"
        case .noSuchList(let name): "there is no list “\(name)”: “daybreak list list” names those there are"
        case .listExists(let name): "there is a list “\(name)” already"
        case .addressTaken(let address): "\(address) is somebody else's address here"
        case .suppressed(let address, let reason):
            "\(address) is suppressed (\(reason)): it must not be mailed; “daybreak suppression remove” lifts that"
        case .noAttributeName(let name): "the database failed: “\(name)” cannot name an attribute"
        case .notOfType(let value, let type, let address):
            "“\(value)” of \(address) is no \(type): mend it with “daybreak subscriber set”, then try again"
        case .noSuchSegment(let name):
            "there is no segment “\(name)”: “daybreak segment list” names those there are"
        case .segmentExists(let name): "there is a segment “\(name)” already: remove it first"
        case .takesMostOff(let list, let ended, let before):
            "nothing was imported: the file would take \(ended) of the \(before) people on “\(list)” off it, and no import brings them back; look at its columns of status and leaving, and say --take-most-off if it is right"
        case .ruleExists(let name):
            "there is a schedule “\(name)” already: remove it first, or choose another name"
        case .noSuchRule(let name):
            "there is no schedule “\(name)”: “daybreak schedule list” names those there are"
        case .occurrenceOver: "somebody else worked on that date of the schedule meanwhile: look at it again"
        case .numberTaken(let number): "another edition went out as No. \(number): try again"
        case .alreadyMailed(let list, let mailing, let state):
            switch state {
            case .scheduled:
                "the edition is planned for “\(list)” as mailing \(mailing): “daybreak mailing reschedule \(mailing)” or “mailing cancel \(mailing)”"
            case .sent, .cancelled:
                "the edition went to “\(list)” as mailing \(mailing), which is \(state.name): to mail everybody again say --override REASON"
            default:
                "the edition goes to “\(list)” as mailing \(mailing) already: “daybreak send --resume” goes on with it; to mail everybody again say --override REASON"
            }
        case .nobody(let list):
            "nobody would get it: no reader of “\(list)” is active, may be mailed and is meant; “daybreak list show \(list)” counts them"
        case .signingKey(let number):
            "key \(number) signs the links: make another with “daybreak token rotate” first"
        case .tooManyKeys: "the database failed: 256 keys are in use: retire old ones first"
        }
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// How a script should take it.
    var kind: Sysexit {
        switch self {
        case .missing, .newer, .development, .notADatabase: .configuration
        case .inUse, .replaced, .changed, .locked, .occurrenceOver: .temporary
        case .full, .readOnly, .needsWriting, .older, .failed, .damaged, .cannotOpen, .cannotLock,
            .cannotJournal, .cannotRead, .cannotWrite, .cannotCopy, .noAttributeName, .tooManyKeys:
            .io
        case .exists, .editionRemoved, .noSuchList, .listExists, .numberTaken, .alreadyMailed, .nobody,
            .addressTaken,
            .suppressed,
            .noSuchSegment, .segmentExists, .notOfType, .ruleExists, .noSuchRule, .noBackup, .notABackup,
            .damagedBackup,
            .signingKey,
            .takesMostOff:
            .data
        }
    }
}

extension StoreError.Damage {
    fileprivate var sentence: String {
        switch self {
        case .pages(let what), .value(let what): what
        case .json(let type): "a stored \(type) cannot be read"
        case .layout: "a slot of a frozen message lies outside of it"
        case .address(let address): "\(address) cannot be stored"
        case .check(let fault): fault.description
        }
    }
}

extension WriteObstacle {
    /// What is so, and what to do about it.
    var sentence: String {
        switch self {
        case .readOnlyDisk: "the disk is mounted read-only; mount it for writing first"
        case .noPermission(let path):
            "there is no permission to write \(path); run as its owner, or change its owner or mode"
        }
    }
}

extension SQLiteOutbox.Evicted: ExplainedError {
    var sentence: String { "the lease on the outbox ended and another process took over" }
    var kind: Sysexit { .temporary }
}
