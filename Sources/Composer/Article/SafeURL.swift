// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat

/// Which URLs may stand in a newsletter.
enum SafeURL {
    /// A link as a page writes it, made absolute; nil when it leads nowhere a newsletter may lead.
    /// - Parameter base: the page's own address.
    static func resolved(_ link: String, base: String?) -> String? {
        let text = String(link.filter { !$0.isNewline && $0 != "\t" }).trimming(\.isWhitespace)
        let url = text.hasPrefix("//") && base == nil ? "https:\(text)" : text
        guard !url.isEmpty, url.utf8.count <= 2000,
            let absolute = URL(string: url, relativeTo: base.flatMap { URL(string: $0) })?.absoluteString
        else { return nil }
        let link = withoutUser(absolute)
        return isLink(link) ? link : nil
    }

    /// A link of the web as a page writes it, made absolute; nil for any other.
    /// - Parameter base: the page's own address.
    static func web(_ link: String?, base: String?) -> String? {
        link.flatMap { resolved($0, base: base) }.flatMap { isWeb($0) ? $0 : nil }
    }

    /// A link as a writer put it; nil when it leads nowhere a newsletter may lead. A link without a site is kept as it is, so
    /// that the proof can name it.
    static func written(_ url: String) -> String? {
        let url = withoutUser(url)
        if isLink(url) { return url }
        let hasScheme = url.prefix { !"/?#".contains($0) }.contains(":")
        return hasScheme || url.isEmpty || !isClean(url) ? nil : url
    }

    /// Whether a URL is of http or https and has a host, and neither user and password nor white space, quotes or angle
    /// brackets.
    static func isWeb(_ url: String) -> Bool {
        guard let site = site(of: url) else { return false }
        return !site.isEmpty && !site.contains { "@\\".utf8.contains($0) } && isClean(url)
    }

    /// Why an address is not one of the web: a clause.
    static func fault(of url: String) -> String {
        site(of: url)?.contains(UInt8(ascii: "@")) == true
            ? "holds a user's name or password, which every reader would get: leave out what stands before the @"
            : "is not an http or https address"
    }

    /// A URL without the user and password before its host (RFC 3986 §3.2.1), which readers must not see.
    private static func withoutUser(_ url: String) -> String {
        // Programs do not agree on what a backslash there means, so a URL that has one is left as it is.
        guard let site = site(of: url), !site.contains(UInt8(ascii: "\\")),
            let at = site.lastIndex(of: UInt8(ascii: "@"))
        else { return url }
        return String(url[..<site.startIndex]) + String(url[url.utf8.index(after: at)...])
    }

    /// What stands between the scheme of a web address and its path.
    private static func site(of url: String) -> Substring.UTF8View? {
        let lower = url.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return nil }
        return Substring(url).utf8.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
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
            } && LineText.fault(of: url.withoutMarks) == nil
    }

    /// The host of an address, in lower case.
    static func host(_ url: String) -> String? { URL(string: url)?.host()?.lowercased() }
}
