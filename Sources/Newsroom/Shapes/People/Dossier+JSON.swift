// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers

extension Dossier {
    /// Times are RFC 3339.
    ///
    /// | key | |
    /// | --- | --- |
    /// | `address`, `formerAddresses` | where mail goes, and went |
    /// | `wantedAddress` | the `address` that they asked for at `askedAt`, until both mailboxes have answered; else null |
    /// | `firstName`, `lastName`, `language`, `timeZone` | texts; may be empty |
    /// | `joinedAt` | when they first asked for a list |
    /// | `attributes` | the newsroom's own fields |
    /// | `subscriptions` | each list's name, and the status there |
    /// | `without` | sections they do without |
    /// | `suppressed` | why they must not be mailed; null when they may be |
    /// | `story` | what happened to their consent, oldest first |
    public var json: JSONValue {
        [
            "address": .text(person.address.description), "formerAddresses": JSONValue(formerAddresses),
            "wantedAddress": wantedAddress.map {
                ["address": .text($0.new.description), "askedAt": .time($0.askedAt)]
            } ?? .null,
            "firstName": .text(person.firstName), "lastName": .text(person.lastName),
            "language": .text(person.language), "timeZone": .text(person.timeZone),
            "joinedAt": .time(person.joinedAt), "attributes": .object(json: person.attributes),
            "subscriptions": .object(
                Dictionary(uniqueKeysWithValues: subscriptions.map { ($0.list, .text($0.status.name)) })),
            "without": JSONValue(without), "suppressed": JSONValue(suppressed),
            "story": .list(story.map(\.json)),
        ]
    }

    /// Everything held of them: `json`, and besides
    ///
    /// | key | |
    /// | --- | --- |
    /// | `lists` | of each `list` the `status`, `joinedAt` and `changedAt` |
    /// | `mailings` | what they were sent, oldest first |
    /// | `formerValues` | what copies of theirs were filled with and is not so any more |
    /// | `addressHash` | what would stay of them in the suppressions |
    public var everything: JSONValue {
        json.adding([
            "lists": .list(subscriptions.map(\.json)), "mailings": .list(receipts.map(\.json)),
            "formerValues": .list(formerValues.map(\.json)),
            "addressHash": .text(AddressHash(person.address).description),
        ])
    }
}

extension ConsentEvent {
    /// `at` (RFC 3339), `what` (see `Kind`), `list` (null: all of them), `source`, `line` of a file, and `evidence`: an object.
    var json: JSONValue {
        [
            "at": .time(at), "what": .text(kind.rawValue), "list": JSONValue(list), "source": .text(source),
            "line": JSONValue(line), "evidence": .object(json: evidence),
        ]
    }
}

extension Subscription {
    fileprivate var json: JSONValue {
        [
            "list": .text(list), "status": .text(status.name), "joinedAt": .time(joinedAt),
            "changedAt": .time(changedAt),
        ]
    }
}

extension Receipt {
    fileprivate var json: JSONValue {
        [
            "mailing": JSONValue(mailing.rawValue), "state": .text(state.name),
            "attempts": JSONValue(attempts), "settledAt": .time(settledAt), "version": JSONValue(version),
            "reply": JSONValue(reply),
        ]
    }
}

extension Reader {
    fileprivate var json: JSONValue {
        [
            "address": .text(address.description), "firstName": .text(firstName),
            "lastName": .text(lastName), "language": .text(language),
            "attributes": .object(json: attributes),
        ]
    }
}
