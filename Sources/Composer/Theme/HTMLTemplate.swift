// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Mustache

/// Templates whose `{{name}}` is escaped for HTML byte by byte.
///
/// The library's own escaping goes by characters, and a `<` behind a scalar that joins what follows (U+0604, Unicode Annex
/// 29's Prepend) is no character of its own: a stranger's headline could bring in a tag.
public enum HTMLTemplate {
    private struct Bytes: MustacheContentType {
        func escapeText(_ text: String) -> String { HTMLWriter.escapeLines(text) }
    }

    private static let type = "BYTES"
    private static let isRegistered: Bool = {
        MustacheContentTypes.register(Bytes(), named: type)
        return true
    }()

    /// Lines that stand before a template's own first one.
    static let lead = 1

    /// Parses a template.
    /// - Throws: `MustacheTemplate.ParserError`, its lines `lead` too high.
    public static func parse(_ text: String) throws -> MustacheTemplate {
        precondition(isRegistered)
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(type)}}\n\(text)")
    }
}
