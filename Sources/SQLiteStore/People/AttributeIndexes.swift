// SPDX-License-Identifier: Apache-2.0
import GRDB
import Subscribers

/// The attributes that people have, and an index for each of the first few, so that segments need not read everyone.
struct AttributeIndexes {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// How many attributes have an index. Each makes an import slower.
    private static let most = 16

    /// The SQL of an attribute's value, in the very words of its index, without which SQLite does not use the index.
    /// - Parameter people: where `subscriber.attributes` stands, with a dot behind the table's name.
    static func expression(_ name: String, of people: String = "s.") -> String {
        "json_extract(\(people)attributes, '$.\"\(name)\"')"
    }

    /// Whether attributes may hold a list.
    static func mayHoldItems(_ attributes: String) -> Bool { attributes.utf8.contains(UInt8(ascii: "[")) }

    /// Enters the items of a new person's list attributes: their number, and the attributes.
    static let addItems = """
        INSERT OR IGNORE INTO attribute_item SELECT a.key, i.value, ?1
        FROM json_each(?2) a, json_each(a.value) i WHERE a.type = 'array'
        """

    /// The types of all attributes.
    func types() throws -> [String: AttributeType] {
        var types: [String: AttributeType] = [:]
        for row in try db.rows("SELECT name, type FROM attribute") {
            types[row[0]] = AttributeType(rawValue: row[1])
        }
        return types
    }

    /// The names of the indexes there are, by attribute.
    func names() throws -> [String: String] {
        let indexed = try Row.fetchAll(db, sql: "SELECT name, id FROM attribute WHERE is_indexed = 1")
        return Dictionary(uniqueKeysWithValues: indexed.map { ($0[0], Self.name($0[1])) })
    }

    private static func name(_ attribute: Int64) -> String { "attribute_\(attribute)" }

    /// Makes attributes known that are not yet. Names must be as `ImportColumns` writes them, because they become part of SQL.
    func declare(_ attributes: [(name: String, type: AttributeType)]) throws {
        for (name, type) in attributes where ImportColumns.normalised(name) == name && !name.isEmpty {
            try db.execute(
                sql: "INSERT INTO attribute (name, type) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [name, type.rawValue])
        }
    }

    /// Makes the indexes that are missing. List attributes have `attribute_item` instead.
    func build() throws {
        let wanted = try Row.fetchAll(
            db, sql: "SELECT id, name, is_indexed FROM attribute WHERE type <> 'list' ORDER BY id LIMIT ?",
            arguments: [Self.most])
        for row in wanted where row[2] == 0 {
            let id: Int64 = row[0]
            try db.execute(
                sql: "CREATE INDEX \(Self.name(id)) ON subscriber (\(Self.expression(row[1], of: "")))")
            try db.execute(sql: "UPDATE attribute SET is_indexed = 1 WHERE id = ?", arguments: [id])
        }
    }

    /// Drops all indexes before many rows come: `build` sorts once what would otherwise be inserted a million times.
    func drop() throws {
        for index in try names().values { try db.execute(sql: "DROP INDEX \(index)") }
        try db.execute(sql: "UPDATE attribute SET is_indexed = 0")
    }
}
