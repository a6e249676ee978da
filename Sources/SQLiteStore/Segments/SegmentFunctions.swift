// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
import Glibc

/// SQL functions for segments that SQLite does not have, or not as fast.
///
/// Sets of people's numbers: a bit for each number, so that what indexes find for several conditions is put together at 64
/// people an instruction. `id_set(id)` makes one of a column's numbers; `id_and`, `id_or` and `id_minus` (the first without the
/// others) take sets and give one; `id_count(set)` counts; `id_in(id, set)` tells whether a number is in it; `id_list(set)`
/// gives the numbers in order, as a JSON array.
///
/// `has_part(text, part)` tells whether a text contains another; `instr` copies every text first.
enum SegmentFunctions {
    /// Makes the functions known to a connection.
    static func install(_ db: Database) throws {
        for (name, count, function, step, final) in functions {
            let code = sqlite3_create_function_v2(
                db.sqliteConnection, name, count, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, function, step,
                final, nil)
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    /// The most arguments of a function.
    static let mostArguments = 100

    private typealias Function =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    private typealias Final = @convention(c) (OpaquePointer?) -> Void

    private static let functions: [(String, Int32, Function?, Function?, Final?)] = [
        ("id_set", 1, nil, { insert($0, $2![0]) }, { finish($0) }),
        ("id_and", -1, { combine($0, $1, $2!) { $0 & $1 } }, nil, nil),
        ("id_or", -1, { combine($0, $1, $2!) { $0 | $1 } }, nil, nil),
        ("id_minus", -1, { combine($0, $1, $2!) { $0 & ~$1 } }, nil, nil),
        ("id_count", 1, { sqlite3_result_int64($0, count(Words($2![0]))) }, nil, nil),
        ("id_in", 2, { find($0, $2!) }, nil, nil),
        ("id_list", 1, { list($0, Words($2![0])) }, nil, nil),
        ("has_part", 2, { search($0, $2![0], for: $2![1]) }, nil, nil),
    ]

    /// A set while it grows.
    private struct Growing {
        var words: UnsafeMutablePointer<UInt64>?
        var count: Int
    }

    private static func insert(_ context: OpaquePointer?, _ value: OpaquePointer?) {
        let state = sqlite3_aggregate_context(context, Int32(MemoryLayout<Growing>.size))
        guard let state = state?.assumingMemoryBound(to: Growing.self) else {
            return sqlite3_result_error_nomem(context)
        }
        let id = sqlite3_value_int64(value)
        guard id >= 0 else { return }
        let place = Int(id / 64)
        if place >= state.pointee.count, !grow(&state.pointee, toHold: place) {
            return sqlite3_result_error_nomem(context)
        }
        state.pointee.words![place] |= 1 << UInt64(id % 64)
    }

    private static func grow(_ set: inout Growing, toHold place: Int) -> Bool {
        let count = max(place + 1, set.count * 2, 1024)
        let bytes = UInt64(count) * 8
        guard let words = sqlite3_realloc64(set.words, bytes)?.assumingMemoryBound(to: UInt64.self) else {
            return false
        }
        (words + set.count).initialize(repeating: 0, count: count - set.count)
        set = Growing(words: words, count: count)
        return true
    }

    private static func finish(_ context: OpaquePointer?) {
        guard let state = sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: Growing.self)
        else { return sqlite3_result_zeroblob(context, 0) }
        sqlite3_result_blob64(context, state.pointee.words, UInt64(state.pointee.count) * 8, sqlite3_free)
    }

    /// A whole set, wherever SQLite keeps it.
    private struct Words {
        private let start: UnsafeRawPointer?
        let count: Int

        init(_ value: OpaquePointer?) {
            start = sqlite3_value_blob(value)
            count = start == nil ? 0 : Int(sqlite3_value_bytes(value)) / 8
        }

        /// The 64 bits at a place; zeros beyond the end of the set.
        subscript(_ place: Int) -> UInt64 {
            guard place < count, let start else { return 0 }
            return start.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
        }
    }

    private static func count(_ set: Words) -> Int64 {
        var count: Int64 = 0
        for place in 0..<set.count { count += Int64(set[place].nonzeroBitCount) }
        return count
    }

    private static func combine(
        _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>,
        by operation: (UInt64, UInt64) -> UInt64
    ) {
        let sets = (0..<Int(count)).map { Words(values[$0]) }
        let length = sets.map(\.count).max() ?? 0
        let bytes = UInt64(length) * 8
        guard length > 0 else { return sqlite3_result_zeroblob(context, 0) }
        guard let result = sqlite3_malloc64(bytes)?.assumingMemoryBound(to: UInt64.self) else {
            return sqlite3_result_error_nomem(context)
        }
        for place in 0..<length { result[place] = sets[0][place] }
        for set in sets.dropFirst() {
            for place in 0..<length { result[place] = operation(result[place], set[place]) }
        }
        sqlite3_result_blob64(context, result, bytes, sqlite3_free)
    }

    private static func find(_ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>) {
        let (id, set) = (sqlite3_value_int64(values[0]), Words(values[1]))
        let isIn = id >= 0 && set[Int(id / 64)] >> UInt64(id % 64) & 1 == 1
        sqlite3_result_int(context, isIn ? 1 : 0)
    }

    private static func list(_ context: OpaquePointer?, _ set: Words) {
        var ids: [Int] = []
        for place in 0..<set.count {
            var word = set[place]
            while word != 0 {
                ids.append(place * 64 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
        var text = ids.description
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_result_text64(
                    context, $0.baseAddress, UInt64($0.count), HotStatement.copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private static func search(_ context: OpaquePointer?, _ text: OpaquePointer?, for part: OpaquePointer?) {
        guard sqlite3_value_type(text) != SQLITE_NULL else { return sqlite3_result_null(context) }
        // SQLite gives no pointer for an empty text, which every text contains.
        guard let start = sqlite3_value_blob(part) else { return sqlite3_result_int(context, 1) }
        guard let whole = sqlite3_value_blob(text) else { return sqlite3_result_int(context, 0) }
        let count = Int(sqlite3_value_bytes(part))
        let end = whole + Int(sqlite3_value_bytes(text)) - count
        let first = Int32(start.load(as: UInt8.self))
        var place = whole
        while place <= end, let found = memchr(place, first, end - place + 1) {
            if memcmp(found, start, count) == 0 { return sqlite3_result_int(context, 1) }
            place = UnsafeRawPointer(found) + 1
        }
        sqlite3_result_int(context, 0)
    }
}
