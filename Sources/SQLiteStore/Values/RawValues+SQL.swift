// SPDX-License-Identifier: Apache-2.0
extension Collection where Element: RawRepresentable, Element.RawValue == Int {
    /// The numbers of some states as the list that SQL's `IN` wants.
    var sql: String { map { String($0.rawValue) }.joined(separator: ", ") }
}
