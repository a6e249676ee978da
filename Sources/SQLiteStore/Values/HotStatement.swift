// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite

/// A cached statement run without GRDB's conveniences, for the few that run once a person or a message.
///
/// Lives inside one database access; its values are bound by position and copied by SQLite where they must be.
struct HotStatement {
    /// A value to bind.
    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case blob([UInt8])

        static func integer(_ value: Int) -> Value { .integer(Int64(value)) }
        static func optional(_ value: Int64?) -> Value { value.map(Value.integer) ?? .null }
        static func optional(_ value: String?) -> Value { value.map(Value.text) ?? .null }
    }

    private let statement: Statement
    private let handle: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Runs it for its effect and returns how many rows it changed.
    @discardableResult
    func run(_ values: Value...) throws -> Int { try run(values) }

    /// Runs it for its effect and returns how many rows it changed.
    @discardableResult
    func run(_ values: [Value]) throws -> Int {
        _ = try step(values)
        defer { sqlite3_reset(handle) }
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Runs it and reads the first row, if there is one.
    func first<Result>(_ values: Value..., read: (HotRow) -> Result) throws -> Result? {
        let hasRow = try step(values)
        defer { sqlite3_reset(handle) }
        return hasRow ? read(HotRow(handle: handle)) : nil
    }

    /// Runs it and reads each row.
    func each(_ values: Value..., read: (HotRow) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        var hasRow = try step(values)
        while hasRow {
            try read(HotRow(handle: handle))
            hasRow = try advance()
        }
    }

    private func step(_ values: [Value]) throws -> Bool {
        sqlite3_reset(handle)
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
        return try advance()
    }

    private func advance() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let db = sqlite3_db_handle(handle)
            defer { sqlite3_reset(handle) }
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(db)),
                message: String(cString: sqlite3_errmsg(db)))
        }
    }

    /// SQLITE_TRANSIENT: SQLite copies before the call returns.
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func bind(_ value: Value, at position: Int32) {
        switch value {
        case .null: sqlite3_bind_null(handle, position)
        case .integer(let number): sqlite3_bind_int64(handle, position, number)
        case .text(var text):
            text.withUTF8 { bytes in
                _ = bytes.withMemoryRebound(to: CChar.self) { chars in
                    // An empty string must not be bound as a null pointer, which is NULL.
                    chars.baseAddress.map {
                        sqlite3_bind_text(handle, position, $0, Int32(chars.count), Self.copied)
                    }
                        ?? sqlite3_bind_text(handle, position, "", 0, Self.copied)
                }
            }
        case .blob(let bytes):
            bytes.withUnsafeBytes { raw in
                _ = sqlite3_bind_blob(handle, position, raw.baseAddress, Int32(raw.count), Self.copied)
            }
        }
    }
}
