// SPDX-License-Identifier: Apache-2.0

/// A parameter of a statement, sent in PostgreSQL's binary form.
enum PostgresValue: Hashable, Sendable {
    /// `int8`
    case integer(Int64)
    /// `float8`
    case number(Double)
    /// `bool`
    case truth(Bool)
    /// `text`
    case text(String)
    /// `bytea`
    case bytes([UInt8])
    /// `int8`, null
    case noInteger
    /// `text`, null
    case noText
    /// `float8`, null
    case noNumber
    /// `bytea`, null
    case noBytes

    static func optional(_ integer: Int64?) -> PostgresValue { integer.map { .integer($0) } ?? .noInteger }
    static func optional(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .noText }

    /// The number of its type in `pg_type`.
    var type: UInt32 {
        switch self {
        case .integer, .noInteger: 20
        case .number, .noNumber: 701
        case .truth: 16
        case .text, .noText: 25
        case .bytes, .noBytes: 17
        }
    }

    /// Its bytes, in network order; nil for null.
    var encoded: [UInt8]? {
        switch self {
        case .integer(let value): Self.bigEndian(UInt64(bitPattern: value))
        case .number(let value): Self.bigEndian(value.bitPattern)
        case .truth(let value): [value ? 1 : 0]
        // PostgreSQL's text has no NUL.
        case .text(let text): text.utf8.filter { $0 != 0 }
        case .bytes(let bytes): bytes
        case .noInteger, .noNumber, .noText, .noBytes: nil
        }
    }

    static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
