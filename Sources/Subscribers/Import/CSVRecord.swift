// SPDX-License-Identifier: Apache-2.0

/// One record of a CSV file: its fields' bytes, unquoted, and the line it starts on.
public struct CSVRecord: Sendable {
    /// Why a record cannot be used.
    public enum Fault: String, Hashable, Sendable {
        /// Text goes on after a closing quote.
        case strayQuote = "text after a closing quote"
        /// The file ends inside quotes.
        case unclosedQuote = "a quote is never closed"
        /// A field is longer than `CSVReader.longestField`.
        case fieldTooLong = "a field is longer than 64 KB"
        /// A NUL byte.
        case nul = "holds a NUL byte"
    }

    /// Counted from 1; CRLF, LF and CR each end a line.
    public internal(set) var line = 1
    /// The first thing wrong with it.
    public internal(set) var fault: Fault?
    var bytes: [UInt8] = []
    var ends: [Int] = []

    /// How many fields.
    public var count: Int { ends.count }

    /// A field's bytes.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// A field as text, without white space around it; nil when it is not UTF-8.
    public func text(_ index: Int) -> String? {
        var field = self[index]
        guard !field.isEmpty else { return "" }
        while let first = field.first, first == 0x20 || first == 0x09 { field.removeFirst() }
        while let last = field.last, last == 0x20 || last == 0x09 { field.removeLast() }
        return String(validating: field, as: UTF8.self)
    }

    /// Whether the line was empty.
    public var isBlank: Bool { ends.count == 1 && bytes.isEmpty && fault == nil }
}
