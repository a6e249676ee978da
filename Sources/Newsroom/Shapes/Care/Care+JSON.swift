// SPDX-License-Identifier: Apache-2.0
import MailFormat

extension Restoration {
    /// | key | |
    /// | --- | --- |
    /// | `madeAt` | when the copy was made, RFC 3339 |
    /// | `halted` | the numbers of the mailings that are held |
    /// | `previous` | where the database that was replaced is |
    /// | `carried` | what came over from it: `unsubscribed`, `suppressed`, `erased`, `retiredKeys`; null when nothing could |
    public var json: JSONValue {
        [
            "madeAt": .time(madeAt), "halted": .list(held.map { JSONValue($0.rawValue) }),
            "previous": JSONValue(previous),
            "carried": carried.map { carried in
                [
                    "unsubscribed": JSONValue(carried.unsubscribed),
                    "suppressed": JSONValue(carried.suppressed), "erased": JSONValue(carried.erased),
                    "retiredKeys": JSONValue(carried.retired),
                ]
            } ?? nil,
        ]
    }
}

extension PrunedRows {
    /// `requests`, `deliveries`, `events` and `pictures` that were dropped.
    public var json: JSONValue {
        [
            "requests": JSONValue(requests), "deliveries": JSONValue(deliveries), "events": JSONValue(events),
            "pictures": JSONValue(pictures),
        ]
    }
}

extension JSONValue {
    /// A backup: its `file`, its `bytes`, and how many `seconds` it took.
    public static func backup(_ file: String, bytes: Int?, seconds: Double) -> JSONValue {
        ["file": .text(file), "bytes": JSONValue(bytes), "seconds": .rounded(seconds, digits: 3)]
    }

    /// What is wrong with a database: `faults`, each with a `rule` and a `detail`.
    public static func faults(_ faults: [DatabaseFault]) -> JSONValue {
        ["faults": .list(faults.map { ["rule": .text($0.rule), "detail": .text($0.detail)] })]
    }
}

extension DKIMRecord {
    /// What DNS must say of a new key: `name`, `type` and `value` of the record, and the `file` that holds the key.
    public func json(file: String) -> JSONValue { members.adding(["file": .text(file)]) }

    /// The same of a key in the configuration: its `selector` and `file`, the days that it signs (`from`, `until`), and whether
    /// it `signs` today.
    public func json(of key: DKIMSettings.Key, signs: Bool) -> JSONValue {
        members.adding([
            "selector": .text(key.selector), "file": .text(key.file),
            "from": JSONValue(key.from?.description),
            "until": JSONValue(key.until?.description), "signs": JSONValue(signs),
        ])
    }

    private var members: JSONValue { ["name": .text(name), "type": "TXT", "value": .text(value)] }
}

extension JSONValue {
    /// The number of a `key` of readers' links, and whether it `signs`.
    public static func tokenKey(_ number: Int, signs: Bool) -> JSONValue {
        ["key": JSONValue(number), "signs": JSONValue(signs)]
    }
}

extension DoctorFinding {
    /// | key | |
    /// | --- | --- |
    /// | `check`, `where` | what was looked at: the subject, and a file, a relay, a name in DNS |
    /// | `severity` | `ok`, `advice` or `wrong` |
    /// | `message`, `remedy` | what was found, and what to do |
    public var json: JSONValue {
        [
            "check": .text(check.rawValue), "where": .text(place), "severity": .text(severity.rawValue),
            "message": .text(message), "remedy": JSONValue(remedy),
        ]
    }
}
