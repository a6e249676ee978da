// SPDX-License-Identifier: Apache-2.0
public import Sender

extension KnownAlarm {
    /// `alarm` (its number), `kind`, `subject`, `message`, `since`, `raisedAt`, `clearedAt`.
    public var json: JSONValue {
        [
            "alarm": JSONValue(id), "kind": .text(alarm.kind.rawValue), "subject": .text(alarm.subject),
            "message": .text(alarm.message), "since": .time(since), "raisedAt": .time(raisedAt),
            "clearedAt": .time(clearedAt),
        ]
    }
}
