// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Names for what people call by commands.
public enum Slug {
    private static let longest = 60

    /// Lower-case ASCII words joined by hyphens, cut at a word.
    public static func make(_ title: String) -> String {
        let latin = title.applyingTransform(.toLatin, reverse: false) ?? title
        let plain = latin.applyingTransform(.stripDiacritics, reverse: false) ?? latin
        let words = plain.lowercased().unicodeScalars.split { !isWordPart($0) }
            .map {
                String($0.filter { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) })
            }.filter { !$0.isEmpty }
        var slug = ""
        for word in words {
            guard slug.isEmpty || slug.count + 1 + word.count <= longest else { break }
            slug += slug.isEmpty ? String(word.prefix(longest)) : "-\(word)"
        }
        return slug.isEmpty ? "article" : slug
    }

    /// Whether a text can name an article.
    static func isValid(_ slug: String) -> Bool {
        !slug.isEmpty && slug.utf8.count <= 100
            && slug.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    /// Whether a scalar belongs to a word. Apostrophes and full stops join, so that `U.S.’s` is one word.
    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "'" || scalar == "’"
            || scalar == "."
    }
}
