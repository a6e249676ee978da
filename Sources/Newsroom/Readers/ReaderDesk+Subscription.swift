// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
public import Subscribers

extension ReaderDesk {
    /// A reader and the list their copy came from.
    public struct Place: Hashable, Sendable {
        /// Who.
        public let subscriber: SubscriberID
        /// The list's name.
        public let list: String
        /// What the list is called.
        public let title: String
        /// The publication whose editions the list gets.
        public let publication: String
        /// Where they stand with it.
        public let status: SubscriptionStatus
        /// Since when, milliseconds since 1970.
        let changedAt: Int64
        /// Whether they get it, or asked for it.
        public var isSubscribed: Bool { status != .unsubscribed }
    }

    /// What an unsubscribe link is about.
    public func place(unsubscribe token: String) async throws -> Place? {
        try await holder(of: token, for: .unsubscribe).flatMap(place)
    }

    /// Unsubscribes the reader of a copy from the list it came from. Doing so again is no error.
    public func unsubscribe(_ token: String, because evidence: Evidence) async throws -> Place? {
        guard let holder = try await holder(of: token, for: .unsubscribe), let place = place(holder) else {
            return nil
        }
        var evidence = evidence
        evidence.mailing = holder.token.mailing
        _ = try await newsroom.context.subscribers.unsubscribe(
            place.subscriber, from: place.list, because: evidence)
        return place
    }

    /// How long somebody can take their unsubscribing back on the page that says it.
    private static let undoing = Duration.seconds(86_400)

    /// Whether somebody who has just unsubscribed can take that back: strangers can ask for the list, too.
    public func canUndo(_ place: Place) async throws -> Bool {
        let isRecent = .milliseconds(newsroom.context.clock.now - place.changedAt) <= Self.undoing
        guard isRecent else { return false }
        return try await publicList(place.list) != nil
    }

    /// Subscribes somebody again who unsubscribed a moment ago.
    /// - Returns: where they stand with the list now; nil for a token that is not ours.
    public func undo(_ token: String, because evidence: Evidence) async throws -> Place? {
        guard let place = try await place(unsubscribe: token) else { return nil }
        if try await canUndo(place) {
            _ = try await newsroom.context.subscribers.resubscribe(
                place.subscriber, to: place.list, within: Self.undoing, because: evidence)
        }
        return try await self.place(unsubscribe: token)
    }

    /// What a link in a mail that asks for confirmation is about; nil as well when it is too late.
    public func place(confirm token: String) async throws -> Place? {
        guard let place = try await holder(of: token, for: .confirm).flatMap(place) else { return nil }
        let isLate =
            .milliseconds(newsroom.context.clock.now - place.changedAt)
            >= newsroom.configuration.confirmation.lifetime
        return place.status == .unconfirmed && isLate ? nil : place
    }

    /// Confirms that the reader wants the list; nil as well when it is too late.
    public func confirm(_ token: String, because evidence: Evidence) async throws -> Place? {
        guard let place = try await place(confirm: token) else { return nil }
        let result = try await newsroom.context.subscribers.confirm(
            place.subscriber, on: place.list, within: newsroom.configuration.confirmation.lifetime,
            because: evidence)
        return result == .expired ? nil : place
    }

    private func place(_ holder: LinkHolder) -> Place? {
        holder.own.map { own in
            Place(
                subscriber: holder.token.subscriber, list: own.subscription.list,
                title: own.subscription.title, publication: own.publication ?? ownPublication,
                status: own.subscription.status, changedAt: own.subscription.changedAt)
        }
    }
}
