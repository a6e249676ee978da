// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Reader {
    /// Good inputs: the tests' own files, and what they have not.
    var seeds: [[UInt8]] {
        switch self {
        case .html: files(["html"])
        case .feed: Self.feeds.map { Array($0.utf8) }
        case .markdown: files(["md"])
        case .text: files(["txt"])
        case .yaml: files(["yaml"])
        case .merge: Self.merges.map { Array($0.utf8) }
        case .segment: Self.segments.map { Array($0.utf8) }
        case .people: files(["csv"]) + Self.tables.map { Array($0.utf8) }
        }
    }

    /// Words of the format.
    var tokens: [[UInt8]] {
        let words: [String] =
            switch self {
            case .html:
                [
                    "<div>", "</div>", "<p>", "<table><tr><td>", "</table>", "<ul><li>", "<blockquote>",
                    "<a href=\"#fn1\">1</a>",
                    "<li id=\"fn1\">", "<script>", "</script>", "<!--", "-->", "<style>", "<svg>", "<math>",
                    "<template>",
                    "<img src=\"https://a.test/b.jpg\">", "<a href=\"javascript:alert(1)\">x</a>",
                    "<base href=\"//[\">",
                    "<article>", "<h1>", "<b><i>", "</b></i>", "<pre>", "<select><option>", "&nbsp;",
                    "&#xD800;", "<![CDATA[",
                    "<meta property=\"og:title\" content=\"",
                    "<script type=\"application/ld+json\">{\"@type\":\"Article\"",
                    "<p>A paragraph that is long enough to count as one, with a comma, and another.</p>",
                    "<br>", "<title>",
                ]
            case .feed:
                [
                    "<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<![CDATA[", "]]>",
                    "&amp;", "&nbsp;",
                    "&lt;p&gt;", "<content:encoded>", "<link>https://a.test/</link>",
                    "<link href=\"x\" rel=\"alternate\"/>",
                    "<!DOCTYPE rss [<!ENTITY a \"b\">]>", "&a;", "<!ENTITY b \"&a;&a;\">",
                    "xml:base=\"http://a.test/\"",
                    "<media:content url=\"x\" medium=\"image\"/>", "<pubDate>Tue, 24 Nov 2026</pubDate>",
                    "{\"items\":[", "]}", "null",
                    "{\"id\":1,\"content_html\":\"<p>x</p>\"},", "\"title\":", "[[", "\\u0000", "\\ud800",
                    "1e999",
                ]
            case .markdown:
                [
                    "# ", "> ", "- ", "1. ", "    ", "```\n", "---\n", "| a | b |\n| - | - |\n", "[^1]",
                    "[^1]: ", "[x](y)", "![x](y)",
                    "**", "_", "`", "<b>", "</b>", "<script>", "</script>", "\n\n", "[", "](", "\\",
                    "<https://a.test>", "&amp;", "~~",
                    "headline: ", "slug: ", "date: 2026-11-24\n",
                ]
            case .text:
                [
                    "\n", "\n\n", "By ", "—", "- ", "• ", "“", "”", "Read more", "Share", "HEADLINE\n", "1. ",
                    "https://a.test/",
                ]
            case .yaml:
                [
                    ": ", "- ", "  ", "\t", "\n", "|\n", ">\n", "{", "}", "[", "]", "&a ", "*a", "!!binary ",
                    "!!set ", "? ", "---\n", "...\n",
                    "'", "\"", "#", "<<: *a", "~", "null", "0x1F", "1e3", "2026-11-24", "stories:",
                    "article: ", "as: lead",
                    "also:", "sponsor:", "\\x00", "\\u0000", "%YAML 1.1\n",
                ]
            case .merge:
                [
                    "{{", "}}", "{{reader.first_name", " | ", "{{reader.city|", "{{{", "}}}", "{{#", "{{/",
                    "[", "](", ")", "https://a.test/?q=",
                    "<", ">", "\"", "&", "*", "`", "<script>", "\n\n", "| a |\n| - |\n",
                ]
            case .segment:
                [
                    " and ", " or ", " not ", "(", ")", "list:morning", "list:", " = ", " != ", " <= ",
                    " in (", " contains ",
                    " starts with ", " is known", " is unknown", "city", "age", "member", "birthday", "tags",
                    "місто", "email",
                    "domain", "language", "\"Kyiv\"", "\"\\\"'\"", "“", "”", "12", "-1e308", "yes",
                    "2026-02-28", " before ",
                    " since ", " within 30 days", "subscribed", " to morning", "opened", "everyone", "`",
                    "--", ";", "%", "\u{0D4E}'",
                    "\u{0}",
                ]
            case .people:
                [
                    "email", "e-mail,", "status", "tags", "attributes", "LEID,EUID,", "UNSUB_TIME", "uuid",
                    "name,", ",", ";",
                    "\t", "|", "\"", "\"\"", "\r\n", "\n", "\r", "a@b.example", "пошта@укр.example",
                    "{\"a\":[1,\"b\",{\"c\":null}]}",
                    "\\u0000", "unsubscribed", "2024-02-30", "2024-02-29T05:06:07.123+02:00", "\u{FEFF}",
                    "\u{0}", "\u{0D4E}'",
                    "\u{0D4E}\"", "\u{1B}[2J",
                ]
            }
        return words.map { Array($0.utf8) }
    }

    private func files(_ kinds: Set<String>) -> [[UInt8]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        var found: [String: [UInt8]] = [:]
        for folder in [
            "Tests/ComposerTests/Fixtures", "Tests/Editions", "Tests/SubscribersTests/Fixtures", "docs/demo",
            "templates",
        ] {
            let all = FileManager.default.enumerator(
                at: root.appending(path: folder), includingPropertiesForKeys: nil)
            while let file = all?.nextObject() as? URL {
                if kinds.contains(file.pathExtension), let data = try? Data(contentsOf: file) {
                    found[file.path] = [UInt8](data)
                }
            }
        }
        // In one order on every machine, so that an input has the same number everywhere.
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    private static let segments = [
        "list:morning and city = \"Kyiv\" and subscribed before 2026-01-01",
        "tags contains \"vip\" or not (age >= 18 and age < 65)", "birthday within 30 days and member = yes",
        "місто starts with \"К\" and email is known",
        "city in (\"Kyiv\", \"Lviv\") and domain != \"inbox.test\"",
        "subscribed to morning within 2 weeks", "everyone and not opened within 30 days",
        "age is unknown and language = \"uk\" and birthday on 1990-02-28",
    ]

    private static let tables = [
        "email,first_name,status,tags,attributes,subscribed_at\nann@inbox.test,Ann,active,\"vip,early\",\"{\"\"a\"\":1}\",2026-01-01 06:00:00\n",
        "E-Mail;Name;Stadt\r\nbo@inbox.test;\"Bo \"\"B\"\" Berg\";Zürich\r\n",
    ]

    private static let feeds = [
        """
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Harbour News</title><link>https://harbour.example/</link>
        <language>en</language><item><title>Ferry &amp; fog</title><link>/ferry</link><guid isPermaLink="false">7</guid>
        <dc:creator>Ann Or</dc:creator><category>City</category><pubDate>Tue, 24 Nov 2026 06:00:00 GMT</pubDate>
        <description>&lt;p&gt;It did not sail.&lt;/p&gt;</description><content:encoded><![CDATA[<p>The ferry <b>did not</b> sail,
        and nobody <a href="/why">knew why</a>.</p><ul><li>one</li></ul>]]></content:encoded>
        <media:content url="/fog.jpg" medium="image"><media:description>Fog</media:description></media:content></item></channel></rss>
        """,
        """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://harbour.example/" xml:lang="en"><title>Harbour</title>
        <author><name>The Desk</name></author><entry><id>urn:uuid:1</id><title type="html">A &lt;i&gt;quiet&lt;/i&gt; night</title>
        <link rel="alternate" href="quiet"/><published>2026-11-24T06:00:00+02:00</published><summary>Nothing happened.</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Nothing, <em>all</em> night.</p></div></content>
        </entry></feed>
        """,
        """
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel
        rdf:about="https://harbour.example/"><title>H</title></channel><item rdf:about="https://harbour.example/1"><title>One</title>
        <link>https://harbour.example/1</link><description>The first.</description></item></rdf:RDF>
        """,
        """
        {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "home_page_url": "https://harbour.example/", "items": [
        {"id": "1", "url": "/one", "title": "One", "content_html": "<p>The <b>first</b>.</p>", "date_published": "2026-11-24T06:00:00Z",
        "authors": [{"name": "Ann Or"}], "tags": ["City"], "summary": "First."}, {"id": 2, "content_text": "The second.\\n\\nIt has two."}]}
        """,
    ]

    private static let merges = [
        "Good morning, {{reader.first_name | friend}}.",
        "In {{ reader.city }} it rains. [Your page](https://a.test/?c={{reader.city | x}}&e={{reader.email}})",
        "# {{reader.first_name}}\n\n- {{reader.city|town}}\n\n| {{reader.email}} | b |\n| - | - |\n| `{{reader.city}}` | **{{reader.email}}** |",
    ]
}
