// SPDX-License-Identifier: Apache-2.0

/// Who runs the mailboxes of domains: many domains are one provider's, which treats their mail as one.
public protocol MailboxProviders: Sendable {
    /// The provider of a domain, or the domain itself as long as that is not known. It never waits, and may find it out meanwhile.
    func provider(of domain: String) -> String
}

/// Each domain for itself.
public struct DomainsAlone: MailboxProviders {
    /// Nothing is known of providers.
    public init() {}

    /// The domain.
    public func provider(of domain: String) -> String { domain }
}
