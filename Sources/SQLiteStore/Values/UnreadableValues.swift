// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc
import Synchronization

/// Values that a damaged file holds where the schema allows none of them.
///
/// GRDB's subscripts of a row end the process there. Ours, which this module sees before GRDB's, give a blank and note it, and
/// the access to the database in which it happened throws `StoreError.damaged` at its end: what it wrote is undone, what it
/// read goes no further.
enum UnreadableValues {
    /// What could not be read, by thread: GRDB runs an access on one thread from start to end.
    private static let notes = Mutex<[pthread_t: String]>([:])

    static func note(_ fault: any Error) {
        let what = withoutRow(fault)
        notes.withLock { $0[pthread_self()] = $0[pthread_self()] ?? what }
    }

    /// What a value is and should be, without the rest of its row, which may hold personal data.
    static func withoutRow(_ fault: any Error) -> String {
        let text = "\(fault)"
        return String(text[..<(text.firstRange(of: " - column")?.lowerBound ?? text.endIndex)])
    }

    /// Runs an access, and throws when it came upon a value that cannot be read, whatever the access did with the blank.
    static func refused<Value>(in access: () throws -> Value) throws -> Value {
        take()
        let result = Result { try access() }
        if let what = take() { throw StoreError.damaged(.value(what)) }
        return try result.get()
    }

    @discardableResult
    private static func take() -> String? { notes.withLock { $0.removeValue(forKey: pthread_self()) } }
}

extension Row {
    /// A column by its place.
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible & Blank>(_ index: Int) -> Value {
        do { return try decode(Value.self, atIndex: index) } catch {
            UnreadableValues.note(error)
            return .blank
        }
    }

    /// A column by its name.
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible & Blank>(_ name: String) -> Value {
        do { return try decode(Value.self, forColumn: name) } catch {
            UnreadableValues.note(error)
            return .blank
        }
    }
}
