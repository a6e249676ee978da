// SPDX-License-Identifier: Apache-2.0

/// Which form of a word stands behind a whole number (Unicode CLDR 46, plural rules of cardinals).
enum PluralRule {
    /// The names of CLDR's categories.
    static let categories = ["zero", "one", "two", "few", "many", "other"]

    /// The category of a number.
    /// - Parameter language: its primary subtag; of one that is not here numbers are `one` and `other`.
    static func category(of count: Int, in language: String) -> String {
        let (ten, hundred) = (count % 10, count % 100)
        switch language {
        case "ar":
            if count <= 2 { return ["zero", "one", "two"][max(0, count)] }
            return (3...10).contains(hundred) ? "few" : (11...99).contains(hundred) ? "many" : "other"
        case "uk", "ru", "be", "sr", "hr", "bs":
            if ten == 1, hundred != 11 { return "one" }
            return (2...4).contains(ten) && !(12...14).contains(hundred) ? "few" : "many"
        case "pl":
            if count == 1 { return "one" }
            return (2...4).contains(ten) && !(12...14).contains(hundred) ? "few" : "many"
        case "cs", "sk": return count == 1 ? "one" : (2...4).contains(count) ? "few" : "other"
        case "fr", "pt": return count <= 1 ? "one" : "other"
        case "ja", "zh", "ko", "vi", "th", "id": return "other"
        default: return count == 1 ? "one" : "other"
        }
    }
}
