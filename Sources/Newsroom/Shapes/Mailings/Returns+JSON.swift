// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Returns
public import Sender

extension ReturnRecord {
    /// | key | |
    /// | --- | --- |
    /// | `number`, `at`, `source`, `times` | its number, when it was read, the way that it came, how often it came |
    /// | `matter` | `bounce`, `delay`, `complaint`, `unsubscribe`, `autoreply`, `letter` or `unknown` |
    /// | `outcome` | `ReturnOutcome` |
    /// | `mailing`, `address`, `provider` | whose copy it is about: null where no token of ours says so |
    /// | `class`, `persistence`, `code`, `status`, `reply` | what a server said |
    /// | `sender`, `subject` | what it says itself |
    /// | `kept` | whether `bounce show` prints it |
    public var json: JSONValue {
        [
            "number": JSONValue(id), "at": .time(at), "source": .text(source), "times": JSONValue(times),
            "matter": .text(matter), "outcome": .text(outcome.rawValue),
            "mailing": JSONValue(mailing?.rawValue),
            "address": JSONValue(address), "provider": JSONValue(provider), "class": JSONValue(cause),
            "persistence": JSONValue(persistence), "code": JSONValue(code), "status": JSONValue(status),
            "reply": JSONValue(reply), "sender": .text(sender), "subject": .text(subject),
            "kept": JSONValue(isKept),
        ]
    }
}

extension ReturnTotal {
    /// `key` and `count`.
    public var json: JSONValue { ["key": .text(key), "count": JSONValue(count)] }
}

extension TaughtPhrase {
    /// `phrase`, `class` and `persistence`.
    public var json: JSONValue {
        [
            "phrase": .text(phrase), "class": .text(cause.rawValue),
            "persistence": .text(persistence.rawValue),
        ]
    }
}

extension ReturnTally {
    /// `file`, null for mailboxes; `messages`, and how many came to each `ReturnOutcome`.
    public func json(of file: String?) -> JSONValue {
        var outcomes: [String: JSONValue] = [:]
        for outcome in ReturnOutcome.allCases { outcomes[outcome.rawValue] = JSONValue(counts[outcome] ?? 0) }
        return ["file": JSONValue(file), "messages": JSONValue(total), "outcomes": .object(outcomes)]
    }
}

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
