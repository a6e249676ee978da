// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import Sender

extension MailingReport {
    /// Times are RFC 3339 in UTC, with milliseconds; seconds count from publication.
    ///
    /// | key | |
    /// | --- | --- |
    /// | `mailing`, `edition`, `list`, `state`, `audience`, `counts`, `finishedAt` | as `MailingStatus` has them |
    /// | `publishedAt`, `firstAnswerAt`, `lastAnswerAt` | times |
    /// | `perSecond`, `peakPerSecond` | deliveries accepted a second: while the first 95 % were, and at the most |
    /// | `accepted` | `seconds` until that `percent` of the accepted were: 50, 95, 100 |
    /// | `rate` | intervals: where one starts (`at`), how long it is (`seconds`), `accepted`, `refused` |
    /// | `classes` | why not (`class`): readers that `failed` or are `waiting`, and answers (`refusals`) |
    /// | `attempts` | `readers` that were accepted after so many `attempts` |
    /// | `domains`, `otherDomains` | the largest, and all others in one |
    /// | `relays` | `messages`, `busySeconds`, `refusals` of each `relay` |
    /// | `doubts` | how often it was not known whether a relay had a message |
    /// | `unsubscribed`, `complained`, `bounced` | readers who ended the list by a link of its copies, called it spam, whose copy came back |
    /// | `returned` | how much came back by mail or from providers (`count`), by what became of it (`key`) |
    /// | `overridden` | findings of the proof that it was published against |
    /// | `pruned` | deliveries of which nothing else is known any more |
    /// - Parameter most: how many domains are told one by one.
    public func json(domains most: Int) -> JSONValue {
        let (largest, others) = domains(most: most)
        let mailing = status.mailing
        return [
            "mailing": JSONValue(mailing.id.rawValue), "edition": JSONValue(mailing.edition?.rawValue),
            "list": .text(mailing.list), "state": .text(mailing.state.name),
            "audience": JSONValue(mailing.audience), "counts": .counts(status.counts),
            "publishedAt": time(0), "firstAnswerAt": time(answers?.lowerBound),
            "lastAnswerAt": time(answers?.upperBound),
            "finishedAt": JSONValue(mailing.finishedAt.map { RFC3339.text($0, in: status.clock) }),
            "perSecond": .rounded(perSecond, digits: 1),
            "peakPerSecond": .rounded(answers == nil ? nil : peak, digits: 1),
            "accepted": .list(
                milestones.map { ["percent": JSONValue($0.percent), "seconds": .seconds($0.time)] }),
            "rate": .list(rate(most: Self.intervals).map(json)),
            "classes": .list(causes.map(Self.json)),
            "attempts": .list(
                statistics.attempts.sorted { $0.key < $1.key }.map {
                    ["attempts": JSONValue($0.key), "readers": JSONValue($0.value)]
                }),
            "domains": .list(largest.map { json($0.1, named: $0.name) }),
            "otherDomains": others.map { json($0, named: nil) } ?? nil,
            "relays": .list(relays.map(Self.json)), "doubts": JSONValue(statistics.doubts),
            "pruned": JSONValue(pruned), "unsubscribed": JSONValue(unsubscribed),
            "complained": JSONValue(complained), "bounced": JSONValue(bounced),
            "returned": .list(returned.map(\.json)), "overridden": .list(overridden.map(JSONValue.finding)),
        ]
    }

    private func json(_ interval: Interval) -> JSONValue {
        [
            "at": time(interval.start), "seconds": .seconds(interval.length),
            "accepted": JSONValue(interval.accepted), "refused": JSONValue(interval.refused),
        ]
    }

    private static func json(_ name: String, _ cause: MailingStatistics.Cause) -> JSONValue {
        [
            "class": .text(name), "failed": JSONValue(cause.failed), "waiting": JSONValue(cause.waiting),
            "refusals": JSONValue(cause.refusals),
        ]
    }

    private func json(_ domain: MailingStatistics.Domain, named name: String?) -> JSONValue {
        [
            "domain": JSONValue(name), "readers": JSONValue(domain.readers),
            "accepted": JSONValue(domain.accepted), "waiting": JSONValue(domain.waiting),
            "failed": JSONValue(domain.failed), "uncertain": JSONValue(domain.uncertain),
            "refusals": JSONValue(domain.refusals),
            "lastAccepted": domain.lastAccepted.map { .seconds(max(0, $0 - publishedAt)) } ?? nil,
        ]
    }

    private static func json(_ name: String, _ relay: MailingStatistics.Relay) -> JSONValue {
        [
            "relay": .text(name), "messages": JSONValue(relay.messages), "busySeconds": .seconds(relay.busy),
            "refusals": JSONValue(relay.refusals),
        ]
    }

    /// - Parameter offset: milliseconds from publication.
    private func time(_ offset: Int64?) -> JSONValue {
        JSONValue(offset.map { RFC3339.exactText(publishedAt + $0) })
    }
}

extension JSONValue {
    /// What the proof found: its `rule`, `severity`, `where` and `message`.
    static func finding(_ finding: Finding) -> JSONValue {
        [
            "rule": .text(finding.rule.rawValue), "severity": .text(finding.severity.rawValue),
            "where": .text(finding.place), "message": .text(finding.message),
        ]
    }
}
