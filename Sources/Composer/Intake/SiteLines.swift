// SPDX-License-Identifier: Apache-2.0

/// Lines that are a site's whatever stands around them.
enum SiteLines {
    private static let lines: Set = [
        "advertisement", "advertisements", "ad", "sponsored", "continue reading below", "skip to content",
        "skip to main content", "skip to navigation", "article continues below",
        "article continues after advertisement", "story continues below",
        "story continues below advertisement", "scroll to continue", "listen to this article",
        "listen to article", "share this article", "save article", "save", "print", "email", "share", "tweet",
        "share this", "share on facebook", "share on twitter", "share on x", "copy link", "tags",
        "follow us", "read more", "back to top", "back to blog", "hide caption", "sign in", "log in",
        "sign up",
        "subscribe", "subscribe now", "menu", "search", "toggle navigation", "close", "accept cookies",
        "accept all", "facebook", "twitter", "x", "linkedin", "whatsapp", "reddit", "pinterest", "instagram",
        "youtube", "telegram", "anzeige", "werbung", "teilen", "drucken", "merken", "nach oben",
        "weiterlesen",
        "kommentieren", "imprimer", "partager", "publicité", "publicidad", "compartir", "imprimir", "реклама",
        "поділитися", "поделиться", "広告", "广告", "광고",
    ]

    /// Whether a line is nothing but such words, or the number of a picture in its row.
    static func contains(_ line: String) -> Bool {
        lines.contains(line.lowercased().trimming { " :.…›»>|".contains($0) })
            || line.wholeMatch(of: /(?:[Ii]mage|[Pp]hoto|[Ss]lide) \d+ (?:of|\/) \d+/) != nil
    }

    private static let footWords = [
        "all rights reserved", "alle rechte vorbehalten", "tous droits réservés",
        "todos los derechos reservados",
        "privacy policy", "terms of use", "terms of service", "terms and conditions", "cookie policy",
        "cookie settings", "datenschutz", "impressum", "усі права захищено", "все права защищены",
    ]

    /// Whether a line is one of those that stand at the foot of a page: "© 2026 …", "Privacy Policy | Terms of Use".
    static func isFoot(_ line: String) -> Bool {
        guard line.count <= 200 else { return false }
        let lower = line.lowercased()
        return footWords.contains { lower.contains($0) }
            || line.firstMatch(of: /(?:©|[Cc]opyright|\([Cc]\))\s*(?:\d{4}|[A-Z])/) != nil
    }
}
