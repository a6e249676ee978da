// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import MailFormat
public import Subscribers

/// Finding people by a part of what is known of them.
extension SubscriberStore {
    /// People whose address, former address or name has every word of a text as a part, in any case, in the order they came.
    /// Everyone is tried, in an index that holds nothing else; of many people each processor tries a share.
    /// - Parameter limit: how many at most.
    public func find(_ text: String, limit: Int) async throws -> [Subscriber] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else { return [] }
        let numbers = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for share in try await shares() {
                group.addTask { [database] in
                    try await database.read { db in try Self.numbers(of: words, among: share, limit, db) }
                }
            }
            group.addTask { [database] in
                try await database.read { db in
                    let condition = Self.condition(words, names: [])
                    return try Int64.fetchAll(
                        db,
                        sql: "SELECT subscriber_id FROM former_address WHERE \(condition.sql) LIMIT ?",
                        arguments: condition.arguments + [limit])
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.formUnion($1) }
        }
        return try await database.read { db in
            try numbers.sorted().prefix(limit).compactMap { try Self.fetch(db, "id = ?", [$0]) }
        }
    }

    private static func numbers(
        of words: [String], among share: ClosedRange<Int64>?, _ limit: Int, _ db: Database
    ) throws -> [Int64] {
        let condition = condition(words, names: ["first_name", "last_name"])
        let among = share.map { "id BETWEEN \($0.lowerBound) AND \($0.upperBound) AND " } ?? ""
        return try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM subscriber INDEXED BY subscriber_texts WHERE \(among)\(condition.sql)
                ORDER BY id LIMIT ?
                """, arguments: condition.arguments + [limit])
    }

    /// The condition that each word is a part of the address or of one of the names. SQLite's LIKE knows the two cases of ASCII
    /// alone, so other letters are tried as names are usually written.
    private static func condition(
        _ words: [String], names: [String]
    ) -> (sql: String, arguments: StatementArguments) {
        var arguments: [String] = []
        let terms = words.map { word in
            arguments.append(word.lowercased())
            var tests = ["has_part(address_key, ?)"]
            for name in names {
                if word.utf8.allSatisfy({ $0 < 0x80 }) {
                    arguments.append(pattern(word))
                    tests.append("\(name) LIKE ? ESCAPE '\\'")
                } else {
                    let forms = forms(of: word)
                    arguments += forms
                    tests += forms.map { _ in "has_part(\(name), ?)" }
                }
            }
            return "(\(tests.joined(separator: " OR ")))"
        }
        return (terms.joined(separator: " AND "), StatementArguments(arguments))
    }

    private static func forms(of word: String) -> [String] {
        let lower = word.lowercased()
        return Set([word, lower, word.uppercased(), lower.prefix(1).uppercased() + lower.dropFirst()])
            .sorted()
    }

    private static func pattern(_ word: String) -> String {
        let escaped = word.map { "%_\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return "%\(escaped)%"
    }
}
