// SPDX-License-Identifier: Apache-2.0
import Glibc
public import PostgresWire

extension FleetFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .noQueue: "daybreak.yaml names no “queue:”, so there is no fleet: docs/fleet.md"
        case .notTold(let id, let reason):
            "the ledger has it, but the fleet goes on with mailing \(id) until “daybreak serve” can tell it: \(reason)"
        case .unreadableKeys(let path):
            "the keys of this machine, \(path), cannot be read: “daybreak fleet keys” writes them; they have to be this user's, mode 600"
        case .otherLender:
            "another process of this newsroom lends to the fleet: one “daybreak serve” does, and PostgreSQL forgets one that is gone within a minute"
        case .notSenderKeys(let path):
            "\(path) does not hold the keys of a sending machine: “daybreak fleet keys” writes such a file"
        case .keyMissing(let path):
            "\(path) lacks a key that this mailing is made with: write it anew with “daybreak fleet keys”"
        case .unreadableMessage(let mailing):
            "what is lent of mailing \(mailing) cannot be read: is this machine's version of Daybreak the newsroom's?"
        case .noSuchWorker(let number):
            "there is no worker \(number): “daybreak fleet list” names those there are"
        case .noQueueGiven: "there is no PostgreSQL: name it with --queue, or in a file with --config"
        case .queue(let fault): "the address of the queue \(fault)"
        case .noKeys:
            "there are no keys: “daybreak fleet keys FILE” in the newsroom writes them, and --keys names the file here"
        case .noRelay: "there is no relay: name one with --relay, or in a file with --config"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .noQueue, .keyMissing, .notSenderKeys, .unreadableKeys: .configuration
        case .otherLender, .notTold: .temporary
        case .unreadableMessage, .noSuchWorker: .data
        case .noRelay, .noQueueGiven, .queue, .noKeys: .usage
        }
    }
}

extension WireFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .noTables:
            "there are no tables of Daybreak in this database yet: the newsroom makes them when it runs with this “queue:”"
        case .otherForm(let form):
            "the tables in PostgreSQL are of another version of Daybreak (\(form)): let all machines run the newsroom's"
        case .otherNewsroom:
            "another newsroom lends through this database of PostgreSQL: give each one of its own"
        case .cannotJournal(let path, let code):
            "there is no room for the journal \(path): \(String(cString: strerror(code))); it takes 4 MB"
        case .cannotLock(let path):
            "the journal \(path) cannot be made: does its directory exist, and may this user write there?"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit { .configuration }
}

extension PostgresFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        let words = message.split(separator: "\n").joined(separator: " ")
        return isUnreadable ? words : "PostgreSQL: \(words)"
    }

    /// How a script should take it.
    public var kind: Sysexit { isOfConnection ? .temporary : .configuration }
}

extension PostgresOutbox.Evicted: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        "PostgreSQL does not know this worker any more, or not what it did last: what it held is in others' hands, or taken up anew"
    }

    /// How a script should take it.
    public var kind: Sysexit { .temporary }
}
