// SPDX-License-Identifier: Apache-2.0

/// Lines that are a site's whatever stands around them.
enum SiteLines {
    private static let lines: Set = [
        "advertisement", "advertisements", "ad", "sponsored", "continue reading below", "skip to content",
        "skip to main content", "skip to navigation", "article continues below",
        "article continues after advertisement", "story continues below",
        "story continues below advertisement", "scroll to continue", "listen to this article",
        "listen to article", "share this article", "save article", "save", "print", "share", "tweet",
        "share this", "share on facebook", "share on twitter", "share on x", "copy link", "tags",
        "schlagworte", "stichwörter",
        "follow us", "read more", "back to top", "back to blog", "hide caption", "sign in", "log in",
        "sign up",
        "subscribe", "subscribe now", "menu", "search", "toggle navigation", "close", "accept cookies",
        "accept all", "anzeige", "werbung", "teilen", "drucken", "merken", "nach oben",
        "weiterlesen",
        "kommentieren", "imprimer", "partager", "publicité", "publicidad", "compartir", "imprimir", "реклама",
        "поділитися", "поделиться", "広告", "广告", "광고",
    ]

    private static let networks: Set = [
        "facebook", "twitter", "x", "linkedin", "whatsapp", "reddit", "pinterest", "instagram", "youtube",
        "telegram",
        "email", "mastodon", "bluesky", "threads",
    ]

    /// Whether a line is the name of a network, as on a button that shares.
    static func isNetwork(_ line: String) -> Bool { networks.contains(line.lowercased()) }

    private static let navigation: Set = [
        "home", "news", "sport", "sports", "opinion", "business", "about", "about us", "contact",
        "contact us", "careers",
        "jobs", "help", "faq", "advertise", "terms", "privacy", "cookies", "sitemap", "accessibility",
        "newsletter",
        "newsletters", "rss", "imprint", "archive", "startseite", "kontakt", "accueil", "inicio", "головна",
        "новини",
    ]

    /// Whether a line is one of a site's menu.
    static func isNavigation(_ line: String) -> Bool { navigation.contains(line.lowercased()) }

    /// Whether a line names who took a picture, which a text without pictures has not.
    static func isCredit(_ line: String) -> Bool {
        line.count <= 80
            && ["photo: ", "photo by ", "foto: ", "bild: ", "image: ", "фото: "].contains(
                where: line.lowercased().hasPrefix)
    }

    /// Letters of the longest line.
    private static let longest = 60

    /// Whether a line is nothing but such words, the number of a picture in its row, the way to the page from the site's first,
    /// or words that point elsewhere.
    static func contains(_ line: String) -> Bool {
        guard line.count <= longest else { return false }
        return lines.contains(line.lowercased().trimming { " :.…›»>|".contains($0) }) || isPictureNumber(line)
            || isPath(line)
    }

    /// "Image 1 of 8".
    private static func isPictureNumber(_ line: String) -> Bool {
        let words = line.lowercased().split(separator: " ")
        return words.count >= 2 && ["image", "photo", "slide"].contains(words[0])
            && words.dropFirst().allSatisfy { $0 == "of" || $0.allSatisfy { $0.isNumber || $0 == "/" } }
    }

    /// "Home > City > Schools".
    private static func isPath(_ line: String) -> Bool {
        guard let mark = [" > ", " » ", " › ", " / "].first(where: line.contains) else { return false }
        let parts = line.split(separator: mark)
        let isFromStart = parts.first.map { isNavigation(String($0)) } == true
        return isFromStart || parts.count >= 3 && mark != " / "
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
        if footWords.contains(where: lower.contains) { return true }
        return ["©", "copyright ", "(c) "].contains { sign in
            lower.firstRange(of: sign).map { lower[$0.upperBound...].prefix(8).contains(where: \.isNumber) }
                == true
        }
    }
}
