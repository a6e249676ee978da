// SPDX-License-Identifier: Apache-2.0

/// A first or last name as a stranger typed it into a form. It may come to stand in the subject of somebody's mail,
/// so it is held to what a name can be.
public struct TypedName: Hashable, Sendable {
    /// On one line; empty when they gave none.
    public let text: String

    /// Why a text cannot be a name.
    public enum Fault: Error, Hashable, Sendable {
        /// Longer than `longest` characters, or of more than `mostWords` words.
        case tooLong
        /// A character that no name has, or something like an address: `evil.example`.
        case noName
    }

    /// Characters.
    public static let longest = 50
    /// “María del Pilar de los Ángeles” has six.
    static let mostWords = 6

    /// Takes a name, on one line.
    public init(_ typed: String) throws(Fault) {
        let words = typed.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }.map(String.init)
        text = words.joined(separator: " ")
        guard text.unicodeScalars.count <= Self.longest, words.count <= Self.mostWords else { throw .tooLong }
        guard text.unicodeScalars.allSatisfy(Self.canStand), !words.contains(where: Self.looksLikeAddress)
        else { throw .noName }
    }

    private static func canStand(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .dashPunctuation:
            true
        // Joiners are part of how Persian and Indian names are written.
        default: " .,'’‘ʼ·`´&()".unicodeScalars.contains(scalar) || [0x200C, 0x200D].contains(scalar.value)
        }
    }

    /// Mail programs make a link of letters, a dot and two letters or more: `J.R.R.` and `St. John` are
    /// names.
    private static func looksLikeAddress(_ word: String) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return zip(parts, parts.dropFirst()).contains { $0.0.count >= 2 && $0.1.count >= 2 }
    }
}
