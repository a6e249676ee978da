// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Names one list in one database. Everywhere else a list goes by its name, which another database shares.
struct ListID: RawRepresentable, Hashable, Sendable, DatabaseValueConvertible, StatementColumnConvertible,
    Blank
{
    /// The number the database gave it.
    let rawValue: Int64

    init(rawValue: Int64) { self.rawValue = rawValue }

    static let blank = ListID(rawValue: 0)
}
