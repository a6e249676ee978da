import Foundation

/// Which URLs may stand in a newsletter.
enum SafeURL {
    /// A link as a page writes it, made absolute; nil when it leads nowhere a newsletter may lead.
    /// - Parameter base: the page's own address.
    static func resolved(_ link: String, base: String?) -> String? {
        let text = String(link.filter { !$0.isNewline && $0 != "\t" }).trimming(\.isWhitespace)
        let url = text.hasPrefix("//") && base == nil ? "https:\(text)" : text
        guard !url.isEmpty, url.utf8.count <= 2000,
            let absolute = URL(string: url, relativeTo: base.flatMap { URL(string: $0) })?.absoluteString,
            isLink(absolute)
        else { return nil }
        return absolute
    }

    /// A link as a writer put it: what leads nowhere in a newsletter is none, but one without a site is kept as it is, so
    /// that the proof can name it.
    static func written(_ url: String) -> String? {
        if isLink(url) { return url }
        let hasScheme = url.prefix { !"/?#".contains($0) }.contains(":")
        return hasScheme || url.isEmpty || !isClean(url) ? nil : url
    }

    /// http or https, with a host, without white space, quotes or angle brackets.
    static func isWeb(_ url: String) -> Bool {
        let lower = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return false }
        return url.utf8.count > scheme.utf8.count && isClean(url)
    }

    /// What a link may lead to: the web, or a mail address.
    static func isLink(_ url: String) -> Bool {
        isWeb(url) || (url.lowercased().hasPrefix("mailto:") && isClean(url))
    }

    private static func isClean(_ url: String) -> Bool {
        url.utf8.count <= 2000
            && !url.utf8.contains {
                $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "<")
                    || $0 == UInt8(ascii: ">")
            }
    }

    /// The host of an address, in lower case.
    static func host(_ url: String) -> String? { URL(string: url)?.host()?.lowercased() }
}
