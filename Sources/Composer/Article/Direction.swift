// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Which way a text is written.
public enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
    case leftToRight = "ltr"
    case rightToLeft = "rtl"

    /// How a language is written (CLDR).
    /// - Parameter language: a BCP 47 tag.
    init(of language: String) {
        let isRightToLeft =
            Locale.Language(identifier: language).characterDirection == .rightToLeft
        self = isRightToLeft ? .rightToLeft : .leftToRight
    }
}

extension String {
    /// The first subtag of a BCP 47 tag, in lower case: `uk` of `uk-UA`.
    public var primaryLanguage: String { String(prefix { $0 != "-" && $0 != "_" }).lowercased() }
}
