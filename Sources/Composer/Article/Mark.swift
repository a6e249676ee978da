// SPDX-License-Identifier: Apache-2.0

/// What is said of words inside a line; the raw value names it in JSON.
public enum Mark: String, CaseIterable, Sendable, Codable {
    case emphasis
    case strong
    /// Words that do not hold any more.
    case strike
    case superscript
    case `subscript`
    /// Somebody's words inside a sentence; the quotation marks are not part of the text.
    case quotation
    /// Side remarks, as in small print.
    case small
    /// Keys to press.
    case keyboard
}
