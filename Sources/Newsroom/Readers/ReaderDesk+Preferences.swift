// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import SQLiteStore
public import Subscribers

extension ReaderDesk {
    /// What a reader can choose.
    public struct Preferences: Sendable {
        /// The publication of the copy that the reader came from.
        public let publication: String
        /// Who they are; nil when they are not here any more.
        public let reader: Subscriber?
        /// Their lists.
        public let subscriptions: [Subscription]
        /// The list that they are asked about when they want another address: that of the copy, if they get it still.
        let mails: Subscription?
        /// The sections they can do without, and whether they get them.
        public let sections: [(name: String, isWanted: Bool)]

        /// Whether they can be asked about another address: they get mail.
        public var canMove: Bool { mails != nil }
        /// What the list is called that they are asked about.
        public var titleOfMails: String { mails?.title ?? "" }
        /// Where their mail comes, mostly hidden: a copy may have been forwarded.
        public var address: String { reader?.address.veiled ?? "" }
    }

    /// A reader's preferences.
    public func preferences(_ token: String) async throws -> Preferences? {
        guard let holder = try await holder(of: token, for: .preferences) else { return nil }
        return preferences(
            of: holder, try await newsroom.context.subscribers.subscriber(holder.token.subscriber))
    }

    /// Gives a reader another name.
    public func rename(
        first: TypedName, last: TypedName, preferences token: String
    ) async throws -> Preferences? {
        guard let holder = try await holder(of: token, for: .preferences) else { return nil }
        try await newsroom.context.subscribers.set(
            [], [(.firstName, first.text), (.lastName, last.text)], of: holder.token.subscriber)
        return try await preferences(token)
    }

    /// Leaves a section out of a reader's copies, or puts it back. A name that is no optional section changes nothing.
    public func choose(
        _ section: String, isWanted: Bool, preferences token: String
    ) async throws -> Preferences? {
        guard let holder = try await holder(of: token, for: .preferences) else { return nil }
        if optionalSections(of: holder).contains(section) {
            try await newsroom.context.subscribers.set(
                section, isWanted: isWanted, by: holder.token.subscriber)
        }
        return try await preferences(token)
    }

    /// Ends one of a reader's subscriptions.
    public func leave(
        _ list: String, preferences token: String, because evidence: Evidence
    ) async throws -> Preferences? {
        guard let holder = try await holder(of: token, for: .preferences) else { return nil }
        if holder.subscriptions.contains(where: { $0.subscription.list == list }) {
            var evidence = evidence
            evidence.mailing = holder.token.mailing
            _ = try await newsroom.people.unsubscribe(
                holder.token.subscriber, from: list, because: evidence)
        }
        return try await preferences(token)
    }

    private func preferences(of holder: LinkHolder, _ reader: Subscriber?) -> Preferences {
        let active = holder.subscriptions.map(\.subscription).filter { $0.status == .active }
        return Preferences(
            publication: holder.publication ?? ownPublication, reader: reader,
            subscriptions: holder.subscriptions.map(\.subscription),
            mails: active.first { $0.list == holder.list } ?? active.first,
            sections: optionalSections(of: holder).map { ($0, !holder.sectionsLeftOut.contains($0)) })
    }

    /// The optional sections of the publications of somebody's lists, each once. A publication that cannot be read does not
    /// stop the others.
    private func optionalSections(of holder: LinkHolder) -> [String] {
        var sections: [String] = []
        var seen: Set<String> = []
        for publication in holder.subscriptions.map({ $0.publication ?? ownPublication })
        where seen.insert(publication).inserted {
            let optional = (try? newsroom.publications.publication(publication))?.optionalSections ?? []
            sections += optional.filter { !sections.contains($0) }
        }
        return sections
    }
}
