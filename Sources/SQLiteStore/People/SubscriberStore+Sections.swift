// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import MailFormat
import Sender
import Subscribers

/// Sections that readers do without.
extension SubscriberStore {
    /// The sections a reader does without.
    public func optOuts(of subscriber: SubscriberID) async throws -> Set<String> {
        try await database.read { db in
            try Set(String.fetchAll(db, sql: Self.sectionsLeftOut, arguments: [subscriber.rawValue]))
        }
    }

    static let sectionsLeftOut = "SELECT section FROM section_opt_out WHERE subscriber_id = ?"

    /// Leaves a section out of a reader's copies, or puts it back.
    public func set(_ section: String, isWanted: Bool, by subscriber: SubscriberID) async throws {
        try await database.write { db in
            try db.execute(
                sql: isWanted
                    ? "DELETE FROM section_opt_out WHERE subscriber_id = ? AND section = ?"
                    : "INSERT OR IGNORE INTO section_opt_out (subscriber_id, section) VALUES (?, ?)",
                arguments: [subscriber.rawValue, section])
        }
    }

    /// The different choices that readers of a list made among some sections; the empty one is not among them.
    public func optOutChoices(among sections: [String], on list: String?) async throws -> [Set<String>] {
        guard !sections.isEmpty else { return [] }
        let names = try StoredJSON.text(sections)
        let place = list == nil ? ":list IS NULL" : "p.list_id = (SELECT id FROM list WHERE name = :list)"
        return try await database.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT \(SectionSet.keyOfSubscriber) AS choice FROM subscription p
                    WHERE \(place) AND p.status = \(SubscriptionStatus.active.rawValue)
                      AND choice IS NOT NULL ORDER BY choice
                    """, arguments: ["sections": names, "list": list]
            ).map(SectionSet.sections)
        }
    }

    /// For how many who would be mailed on a list, or on any list, a field is empty, and one of them.
    public func gap(in field: MergeField, on list: String?) async throws -> (count: Int, example: String)? {
        guard field != .email, field.rawValue.hasPrefix(Self.readerPrefix) else { return nil }
        let column = Self.columns[field]
        let name = field.rawValue.dropFirst(Self.readerPrefix.count).replacing("\"", with: "")
        var arguments: StatementArguments = ["list": list]
        if column == nil { arguments += ["path": "$.\"\(name)\""] }
        let row = try await database.read { [arguments] db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT s.id), min(s.address) FROM subscription p
                    JOIN subscriber s ON s.id = p.subscriber_id
                    WHERE p.status = \(SubscriptionStatus.active.rawValue) AND s.suppressed = 0
                      AND (:list IS NULL OR p.list_id = (SELECT id FROM list WHERE name = :list))
                      AND trim(coalesce(\(column ?? "json_extract(s.attributes, :path)"), '')) = ''
                    """, arguments: arguments
            ).map { (count: $0[0] as Int, example: $0[1] as String?) }
        }
        return row.flatMap { $0.count > 0 ? ($0.count, $0.example ?? "") : nil }
    }

    private static let readerPrefix = "reader."
    /// Fields that are no attributes.
    private static let columns: [MergeField: String] = [
        .firstName: "s.first_name", .lastName: "s.last_name", .name: "s.first_name || s.last_name",
        .language: "s.language",
    ]
}
