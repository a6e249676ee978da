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
    /// `requests`, `deliveries` and `events` that were dropped.
    public var json: JSONValue {
        [
            "requests": JSONValue(requests), "deliveries": JSONValue(deliveries), "events": JSONValue(events),
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
