/// Which URLs may stand in a newsletter.
enum SafeURL {
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
}
