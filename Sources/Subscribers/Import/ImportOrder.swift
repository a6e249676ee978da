// SPDX-License-Identifier: Apache-2.0

/// How to import.
public struct ImportOrder: Sendable {
    /// The list's name.
    public let list: String
    /// Where the rows come from, for the consent record.
    public let source: String
    /// What becomes of people who are here.
    public var mode = ImportMode.update
    /// Whether only to report what would be done.
    public var isRehearsal = false
    /// Whether the file may unsubscribe most of the list.
    public var mayTakeMostOff = false
    /// The attributes that have columns.
    public var attributes: [(name: String, type: AttributeType)] = []

    /// An import onto a list.
    public init(list: String, source: String) {
        self.list = list
        self.source = source
    }
}
