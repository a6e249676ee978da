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
        /// Their lists.
        public let subscriptions: [Subscription]
        /// The sections they can do without, and whether they get them.
        public let sections: [(name: String, isWanted: Bool)]
    }

    /// A reader's preferences.
    public func preferences(_ token: String) async throws -> Preferences? {
        try await holder(of: token, for: .preferences).map(preferences)
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

    private func preferences(of holder: LinkHolder) -> Preferences {
        Preferences(
            publication: holder.publication ?? ownPublication,
            subscriptions: holder.subscriptions.map(\.subscription),
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
