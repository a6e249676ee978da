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

/// Calendar dates as files write them: `2026-11-24`.
enum PlainDate {
    static func isValid(_ text: String) -> Bool { parts(text) != nil }

    static func parts(_ text: String) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3, text.utf8.count == 10, (1900...9999).contains(parts[0]),
            (1...12).contains(parts[1])
        else { return nil }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[parts[1] - 1]).contains(parts[2]) else { return nil }
        return (parts[0], parts[1], parts[2])
    }
}
