// SPDX-License-Identifier: Apache-2.0
import GRDB
import MailFormat
public import Subscribers

extension SubscriberStore {
    /// Who holds a link; nil when its token is not ours. One look into the database: a click costs no more, and a key that was
    /// retired is not believed a moment longer.
    public func holder(of token: String, for purpose: CapabilityToken.Purpose) async throws -> LinkHolder? {
        try await database.read { db in
            guard let token = try TokenKeyStore.keys(db)?.token(token, for: purpose) else { return nil }
            let copy = try Row.fetchOne(db, sql: Self.copyOfLink, arguments: [token.mailing.rawValue])
            let subscriptions = try Row.fetchAll(
                db, sql: Self.subscriptionsOfHolder, arguments: [token.subscriber.rawValue])
            let sections = try String.fetchAll(
                db, sql: Self.sectionsLeftOut, arguments: [token.subscriber.rawValue])
            return LinkHolder(
                token: token, list: copy?[0], publication: copy?[1],
                subscriptions: subscriptions.map { (Self.subscription($0), $0[5]) },
                sectionsLeftOut: Set(sections))
        }
    }

    /// A mailing that asks for confirmations has no edition, and its list says whose it is.
    private static let copyOfLink = """
        SELECT l.name, coalesce(e.publication, l.publication) FROM mailing m
        JOIN list l ON l.id = m.list_id LEFT JOIN edition e ON e.id = m.edition_id WHERE m.id = ?
        """

    private static let subscriptionsOfHolder = """
        SELECT l.name, l.title, p.status, p.changed_at, p.joined_at, l.publication FROM subscription p
        JOIN list l ON l.id = p.list_id WHERE p.subscriber_id = ? ORDER BY l.name
        """
}
