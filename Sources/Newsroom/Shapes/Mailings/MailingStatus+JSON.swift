// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender

extension MailingStatus {
    /// Times are RFC 3339 by the clock of the mailing's publication.
    ///
    /// | key | |
    /// | --- | --- |
    /// | `mailing`, `edition` | their numbers; no edition in mails that ask a list's readers for confirmation |
    /// | `list`, `segment` | to whom: the list's name, and who of it; null for everyone |
    /// | `state` | see `MailingState` |
    /// | `reason` | why it is halted or, while it is planned, why it could not be published |
    /// | `override` | why it may go out against the proof |
    /// | `publishAt`, `localPublishAt`, `zone` | when, by that clock and by the one of the zone it was planned in |
    /// | `readersTime` | what readers' clocks show when they get it; null when it goes out to all at once |
    /// | `pastZones` | what becomes of readers whose clocks have shown it |
    /// | `deliverBy` | by when everybody should have it; null when nobody said |
    /// | `heldAt` | when it was found to be too late to go out by itself |
    /// | `expiresAt`, `finishedAt`, `deadlineAt`, `expectedAt` | see `Mailing` and `MailingStatus` |
    /// | `canary` | deliveries that go first |
    /// | `audience`, `counts` | deliveries: all, and those in each state |
    /// | `seconds`, `perSecond` | of one run: how long it took, deliveries it settled a second |
    public var json: JSONValue {
        func time(_ instant: Int64?) -> JSONValue { JSONValue(instant.map { RFC3339.text($0, in: clock) }) }
        return [
            "mailing": JSONValue(mailing.id.rawValue), "edition": JSONValue(mailing.edition?.rawValue),
            "list": .text(mailing.list), "segment": JSONValue(mailing.segment),
            "state": .text(mailing.state.name), "reason": JSONValue(mailing.reason),
            "override": JSONValue(mailing.override), "publishAt": time(mailing.publishAt),
            "localPublishAt": .text(
                RFC3339.text(mailing.publishAt, in: (try? NamedZone(mailing.zone)) ?? .utc)),
            "zone": .text(mailing.zone), "heldAt": time(mailing.heldAt), "expiresAt": time(mailing.expiresAt),
            "finishedAt": time(mailing.finishedAt), "deadlineAt": time(mailing.deadlineAt),
            "readersTime": JSONValue(mailing.timing.readersTime),
            "pastZones": JSONValue(mailing.timing.meaning.past?.rawValue),
            "deliverBy": time(mailing.timing.deliverBy),
            "expectedAt": time(expectedAt), "canary": JSONValue(mailing.canarySize),
            "audience": JSONValue(mailing.audience), "counts": .counts(counts),
            "seconds": .rounded(run?.seconds, digits: 3),
            "perSecond": run.map { .number($0.perSecond) } ?? nil,
        ]
    }
}

extension JSONValue {
    /// Deliveries in each state, by its name; all states.
    static func counts(_ counts: [DeliveryState: Int]) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: DeliveryState.allCases.map { ($0.name, JSONValue(counts[$0] ?? 0)) }))
    }
}

extension Amendment {
    /// | key | |
    /// | --- | --- |
    /// | `mailing` | its number |
    /// | `text` | the number of the text: each amendment makes the next |
    /// | `readers` | how many will get it |
    public func json(_ mailing: MailingID) -> JSONValue {
        ["mailing": JSONValue(mailing.rawValue), "text": JSONValue(text), "readers": JSONValue(readers)]
    }
}
