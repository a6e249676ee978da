// SPDX-License-Identifier: Apache-2.0
extension Reader {
    /// A few bytes said often, or a short text that stands for a long one: each must be read or refused within the bounds of
    /// time and memory. No mutation would come upon them.
    var bombs: [[UInt8]] {
        switch self {
        case .html: Self.pages.map { Array(("<title>Head</title><h1>Head</h1>" + $0 + "<p>Text.</p>").utf8) }
        case .feed: Self.feeds.map { Array($0.utf8) }
        case .markdown: Self.markdowns.map { Array("# Head\n\nText.\n\n\($0)".utf8) }
        case .text:
            ["a ", "a\n", "a\n\n", "By A\n"].map { Array(Self.many($0, 1_000_000 / $0.utf8.count).utf8) }
        case .yaml: Self.yamls.map { Array($0.utf8) }
        case .people: Self.lists.map { Array($0.utf8) }
        case .mail: Self.mails.map { Array($0.utf8) }
        case .webhook: Self.webhooks.map { Array($0.utf8) }
        case .merge, .segment: []
        }
    }

    private static func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static func numbered(_ count: Int, _ text: (Int) -> String) -> String {
        (0..<count).map(text).joined()
    }

    private static var pages: [String] {
        [
            "<p \(numbered(100_000) { "a\($0)=1 " })>x</p>", "<p \(numbered(100_000) { "a\($0)='x'" })>x</p>",
            many("<div>", 200_000), many("<b>", 200_000), many("<a href=x>", 50_000), many("<p>", 200_000),
            "<table>\(many("<tr>\(many("<td>a", 20))", 10_000))</table>",
            "<table>\(many("<tr><td>a", 100_000))</table>",
            many("<ul><li>", 50_000), many("&amp;", 500_000), many("<!--", 100_000), many("<svg><a>", 50_000),
        ]
    }

    private static var feeds: [String] {
        let item = "<item><title>a</title><description>b</description></item>"
        let names = numbered(100_000) { "&n\($0);" }
        return [
            "<rss><channel>\(many(item, 5_000))</channel></rss>",
            "<rss><channel>\(many(item, 100_000))</channel></rss>",
            "<rss><channel><item><title>a</title><description>\(names)</description></item></channel></rss>",
            "<rss><channel>\(many("<item>", 100_000))",
            "<rss \(numbered(20_000) { "a\($0)='1' " })><channel/></rss>",
            "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>\(numbered(20) { "<!ENTITY b\($0) '\(many("&a;", 20))'>" })]><rss>&b19;</rss>",
            "{\"items\":[\(many("{\"id\":\"1\",\"title\":\"a\",\"content_text\":\"b\"},", 100_000))null]}",
        ]
    }

    private static var markdowns: [String] {
        [
            "\(many("|a", 2_000))\n\(many("|-", 2_000))\n\(many("|b\n", 2_000))",
            "> \(many("|a", 2_000))\n> \(many("|-", 2_000))\n\(many("> |b\n", 2_000))",
            many("|-|-\n", 50_000), many("- |-\n", 50_000), many("> ", 50_000), many("[", 50_000),
            many("*a _b ", 50_000),
            many("- ", 20_000), many("![a](", 20_000),
            numbered(20_000) { "[^\($0)]: a\n" } + many("[^1]", 50_000),
            many("`", 100_000), many("<b>", 50_000), many("a|", 50_000) + "\n-|-\n",
        ]
    }

    private static var mails: [String] {
        let multipart = "From: mailer-daemon@a.test\nContent-Type: multipart/mixed; boundary=b\n\n"
        let plain = "From: mailer-daemon@a.test\nSubject: Undelivered\n\nThe following address(es) failed:\n"
        return [
            multipart + many("--b\n\nx\n", 100_000), multipart + many("--b\n", 200_000),
            many("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20_000),
            many("Content-Type: message/rfc822\n\n", 30_000),
            "Subject: \(many("a", 10_000_000))\n\n", "Subject: \(many("=?utf-8?q?a?= ", 70_000))\n\n",
            many("A: b\n", 200_000), many(" fold\n", 150_000), plain + many("<ann@inbox.test>:\n", 60_000),
            plain + many("@", 1_000_000), plain + many("a@b.c ", 170_000), plain + many("550 ", 250_000),
            plain + many("a", 1_000_000), "Content-Type: a/b; " + many("x*0=y; ", 140_000) + "\n\n",
            "Content-Transfer-Encoding: base64\n\n" + many("QUFB", 250_000),
            "From: mailer-daemon@a.test\nContent-Type: text/html\n\n" + many("<br>a@b.c", 110_000),
            multipart + "--b\nContent-Type: message/delivery-status\n\n"
                + many("\nFinal-Recipient: rfc822; ann@inbox.test\nAction: failed\n", 18_000),
        ]
    }

    private static var webhooks: [String] {
        [
            many("[", 1_000_000), many("{\"a\":", 150_000), "[\(many("{},", 300_000)){}]",
            "\"\(many("a", 1_000_000))\"",
            "[\(many("{\"event\":\"bounce\",\"email\":\"a@b.test\"},", 20_000))null]", many("1", 1_000_000),
        ]
    }

    private static var yamls: [String] {
        let laughs = (1...20).map { "a\($0): &a\($0) [\(many("*a\($0 - 1),", 9))x]\n" }.joined()
        return ["a0: &a0 x\n\(laughs)", "stories: \(many("[", 20_000))", "subject: \(many("{a: ", 20_000))"]
    }

    private static var lists: [String] {
        let header = "email" + numbered(499) { ",c\($0)" }
        return [
            "\(header)\n\(many("ann@inbox.test\n", 20_000))",
            "\(header)\n\(many("\(many(",", 499))\n", 5_000))",
            "email,\"\(many("\"\"", 500_000))", "email\n\(many("\"", 1_000_001))", many("email,", 100_000),
            "email\n\(many("<", 60_000))a@b.cd>\n",
        ]
    }
}
