// SPDX-License-Identifier: Apache-2.0
import CPQ

/// What a statement returned, in PostgreSQL's binary form. Columns are read by their place, as what the statement makes them.
final class PostgresAnswer {
    private let result: OpaquePointer

    /// Takes over a result of libpq.
    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var status: ExecStatusType { PQresultStatus(result) }

    /// What the server said against the statement; nil when it was carried out.
    var fault: PostgresFault? {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
            let message = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
            // SQLSTATE has the place 'C' among the fields of a message.
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
            return PostgresFault(state.map { .refusal(state: $0) } ?? .connection, message)
        case PGRES_PIPELINE_ABORTED:
            return PostgresFault(.refusal(state: "25P02"), "a statement before it failed")
        default: return nil
        }
    }

    /// How many rows there are.
    var count: Int { Int(PQntuples(result)) }

    /// How many rows were changed.
    var changed: Int { PQcmdTuples(result).map { Int(String(cString: $0)) ?? 0 } ?? 0 }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(result, Int32(row), Int32(column)) == 1 }

    /// An integer of two, four or eight bytes.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        withBytes(row, column) { bytes in
            let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return switch bytes.count {
            case 2: Int64(Int16(truncatingIfNeeded: value))
            case 4: Int64(Int32(truncatingIfNeeded: value))
            default: Int64(bitPattern: value)
            }
        }
    }

    func optionalInteger(_ row: Int, _ column: Int) -> Int64? {
        isNull(row, column) ? nil : integer(row, column)
    }

    func number(_ row: Int, _ column: Int) -> Double {
        Double(bitPattern: UInt64(bitPattern: integer(row, column)))
    }

    func optionalNumber(_ row: Int, _ column: Int) -> Double? {
        isNull(row, column) ? nil : number(row, column)
    }

    func truth(_ row: Int, _ column: Int) -> Bool { withBytes(row, column) { $0.first == 1 } }

    func text(_ row: Int, _ column: Int) -> String {
        withBytes(row, column) { String(decoding: $0, as: UTF8.self) }
    }

    func optionalText(_ row: Int, _ column: Int) -> String? { isNull(row, column) ? nil : text(row, column) }

    func bytes(_ row: Int, _ column: Int) -> [UInt8] { withBytes(row, column) { Array($0) } }

    private func withBytes<Value>(
        _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        let length = Int(PQgetlength(result, Int32(row), Int32(column)))
        return body(
            UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(row), Int32(column)), count: length))
    }
}
