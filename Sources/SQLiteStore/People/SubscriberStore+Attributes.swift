// SPDX-License-Identifier: Apache-2.0
import GRDB
public import MailFormat
public import Subscribers

/// The newsroom's own fields.
extension SubscriberStore {
    /// All attributes there are, with their types.
    public func attributes() async throws -> [String: AttributeType] {
        try await database.read { try AttributeIndexes($0).types() }
    }

    /// Makes an attribute, or gives one another type: every value is turned into it, or nothing is changed.
    /// - Parameter name: as `ImportColumns.normalised` writes it.
    /// - Throws: `StoreError.notOfType` when somebody has a value that cannot be turned.
    public func set(_ name: String, to type: AttributeType) async throws {
        guard !name.isEmpty, ImportColumns.normalised(name) == name else {
            throw StoreError.noAttributeName(name)
        }
        try await database.write { db in
            let indexes = AttributeIndexes(db)
            let before = try indexes.types()[name]
            guard before != type else { return }
            if before != nil { try Self.convert(name, to: type, db) }
            try indexes.drop()
            try db.execute(
                sql: "INSERT INTO attribute (name, type) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET type = ?2",
                arguments: [name, type.rawValue])
            try indexes.build()
        }
    }

    private static func convert(_ name: String, to type: AttributeType, _ db: Database) throws {
        let update = try HotStatement(db, "UPDATE subscriber SET attributes = ? WHERE id = ?")
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, attributes, address FROM subscriber WHERE instr(attributes, ?)",
            arguments: ["\"\(name)\":"])
        while let row = try rows.next() {
            guard var members = AttributeJSON.members(row[1]),
                let index = members.firstIndex(where: { $0.name == name })
            else { continue }
            guard let value = type.value(members[index].value.text) else {
                throw StoreError.notOfType(members[index].value.text, type.rawValue, of: row[2])
            }
            members[index].value = value
            try update.run(.text(AttributeJSON.text(members)), .integer(row[0] as Int64))
        }
    }

    /// Removes an attribute from everybody; false when there is none.
    public func removeAttribute(_ name: String) async throws -> Bool {
        try await database.write { db in
            let indexes = AttributeIndexes(db)
            guard try indexes.types()[name] != nil else { return false }
            try indexes.drop()
            try db.execute(
                sql: """
                    UPDATE subscriber SET attributes = json_remove(attributes, '$."\(name)"')
                    WHERE json_type(attributes, '$."\(name)"') IS NOT NULL
                    """)
            try db.execute(sql: "DELETE FROM attribute WHERE name = ?", arguments: [name])
            try indexes.build()
            return true
        }
    }

    /// Sets attributes and fields of one person; an empty value removes one.
    public func set(
        _ values: [(name: String, value: AttributeValue)],
        _ fields: [(field: PersonField, value: String)] = [], of subscriber: SubscriberID
    ) async throws {
        try await database.write { db in
            for (field, value) in fields {
                try db.execute(
                    sql: "UPDATE subscriber SET \(field.rawValue) = ? WHERE id = ?",
                    arguments: [value, subscriber.rawValue])
            }
            if values.isEmpty { return }
            guard
                let stored = try String.fetchOne(
                    db, sql: "SELECT attributes FROM subscriber WHERE id = ?",
                    arguments: [subscriber.rawValue])
            else { return }
            var members = AttributeJSON.members(stored) ?? []
            for (name, value) in values {
                members.removeAll { $0.name == name }
                members.append((name, value))
            }
            try AttributeIndexes(db).declare(
                values.filter { !$0.value.isEmpty }.map { ($0.name, $0.value.type) })
            try db.execute(
                sql: "UPDATE subscriber SET attributes = ? WHERE id = ?",
                arguments: [AttributeJSON.text(members), subscriber.rawValue])
            try AttributeIndexes(db).build()
        }
    }
}
