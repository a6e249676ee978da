// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Returns

extension ReturnedMail {
    /// | key | |
    /// | --- | --- |
    /// | `file` | where it was read |
    /// | `kind` | `dsn`, `prose`, `arf`, `autoreply` or `none` |
    /// | `subject` | as people read it |
    /// | `recipients` | `address`, `action`, `persistence`, `class`, `status`, `diagnostic` and `server` of each that it reports; what it does not say is null |
    /// | `complaint` | its `type`, `reporter` and `addresses`; null where it is none |
    public func json(of file: String) -> JSONValue {
        [
            "file": .text(file), "kind": .text(kind.rawValue), "subject": .text(subject),
            "recipients": .list(recipients.map(\.json)), "complaint": abuse?.json ?? .null,
        ]
    }
}

extension ReportedRecipient {
    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .text($0) } ?? .null }
        return [
            "address": text(address?.description ?? name), "action": .text(action.rawValue),
            "persistence": text(failure?.persistence.rawValue), "class": text(failure?.cause.rawValue),
            "status": text(status?.description), "diagnostic": text(failure?.reply?.description),
            "server": text(server),
        ]
    }
}

extension AbuseReport {
    fileprivate var json: JSONValue {
        [
            "type": .text(kind), "reporter": reporter.map { .text($0) } ?? .null,
            "addresses": .list(recipients.map { .text($0.description) }),
        ]
    }
}
