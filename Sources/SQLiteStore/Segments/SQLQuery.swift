// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A statement with its values.
struct SQLQuery {
    let sql: String
    let arguments: [String: DatabaseValue]
}
