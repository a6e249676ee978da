// SPDX-License-Identifier: Apache-2.0

/// The reader whose copy a link is in, with all that a page about it needs.
public struct LinkHolder: Sendable {
    /// What the link stands for.
    public let token: CapabilityToken
    /// The list that the copy's mailing went to; nil when the mailing is not there.
    public let list: String?
    /// The publication of the edition that the copy is of, else of its list; nil for the newsroom's own.
    public let publication: String?
    /// The holder's lists, by name, each with the publication whose editions it gets: nil for the newsroom's own.
    public let subscriptions: [(subscription: Subscription, publication: String?)]
    /// The sections that the holder does without.
    public let sectionsLeftOut: Set<String>

    /// Puts what was found together.
    public init(
        token: CapabilityToken, list: String?, publication: String?,
        subscriptions: [(subscription: Subscription, publication: String?)], sectionsLeftOut: Set<String>
    ) {
        self.token = token
        self.list = list
        self.publication = publication
        self.subscriptions = subscriptions
        self.sectionsLeftOut = sectionsLeftOut
    }

    /// The holder's subscription to the list that the copy came from.
    public var own: (subscription: Subscription, publication: String?)? {
        subscriptions.first { $0.subscription.list == list }
    }
}
