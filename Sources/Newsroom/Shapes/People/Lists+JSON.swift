// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
public import Subscribers

extension ListSummary {
    /// | key | |
    /// | --- | --- |
    /// | `list`, `title` | its name, and what readers see |
    /// | `public` | whether strangers can ask for it |
    /// | `optIn` | `double` when who asks must confirm, else `single` |
    /// | `publication` | whose editions it gets; null for the newsroom's own |
    /// | `counts` | subscriptions in each status |
    public var json: JSONValue {
        [
            "list": .text(list.name), "title": .text(list.title), "public": JSONValue(list.isPublic),
            "optIn": list.isDouble ? "double" : "single", "publication": JSONValue(list.publication),
            "counts": .counts(counts),
        ]
    }
}

extension JSONValue {
    /// Subscriptions in each status, by its name; every status.
    static func counts(_ counts: [SubscriptionStatus: Int]) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: SubscriptionStatus.allCases.map {
                    ($0.name, JSONValue(counts[$0] ?? 0))
                }))
    }
}

extension Newsroom.PublicationEntry {
    /// | key | |
    /// | --- | --- |
    /// | `publication` | its directory, and what commands call it |
    /// | `name`, `sender`, `language`, `theme` | who it is; null when its files cannot be read |
    /// | `lists` | those that get its editions |
    /// | `fault` | why it cannot be used; null when it can |
    public var json: JSONValue {
        [
            "publication": .text(id), "name": JSONValue(publication?.name),
            "sender": JSONValue(publication?.sender.address.description),
            "language": JSONValue(publication?.language), "theme": JSONValue(publication?.theme),
            "lists": JSONValue(lists), "fault": JSONValue(fault),
        ]
    }
}

extension ListHealth {
    /// | key | |
    /// | --- | --- |
    /// | `list`, `counts` | its name, and subscriptions in each status |
    /// | `suppressed` | how many of the active must not be mailed |
    /// | `engagement` | null: opens and clicks are not recorded |
    /// | `months` | oldest first: `month` (`2026-11`), who `joined`, `left`, `bounced`, `complained` |
    /// | | `members` at its end, and `churnPercent`: who left, of a hundred who were there |
    /// | `domains` | largest first: `active` and `suppressed` readers |
    /// | | and of the latest mailings the deliveries that were `accepted`, `failed`, or are `waiting` |
    public var json: JSONValue {
        [
            "list": .text(list), "counts": .counts(counts), "suppressed": JSONValue(suppressed),
            "engagement": nil, "months": .list(months.map(\.json)), "domains": .list(domains.map(\.json)),
        ]
    }
}

extension ListHealth.Month {
    fileprivate var json: JSONValue {
        [
            "month": .text(month), "joined": JSONValue(joined), "left": JSONValue(left),
            "bounced": JSONValue(bounced), "complained": JSONValue(complained),
            "members": JSONValue(members), "churnPercent": .rounded(churn, digits: 2),
        ]
    }
}

extension ListHealth.Domain {
    fileprivate var json: JSONValue {
        [
            "domain": .text(domain), "active": JSONValue(active), "suppressed": JSONValue(suppressed),
            "accepted": JSONValue(accepted), "failed": JSONValue(failed), "waiting": JSONValue(waiting),
        ]
    }
}
