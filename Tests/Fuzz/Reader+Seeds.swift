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
        case .mail: Self.mails.map { Array($0.utf8) }
        case .webhook: Self.webhooks.map { Array($0.utf8) }
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
            case .mail:
                [
                    "--b\n", "--b--\n", "\n\n", "\r\n", "\n ", "Content-Type: ",
                    "multipart/mixed; boundary=b\n",
                    "multipart/report; report-type=delivery-status; boundary=\"b\"\n", "message/rfc822\n",
                    "message/delivery-status\n", "message/feedback-report\n", "text/rfc822-headers\n",
                    "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
                    "=?utf-8?q?",
                    "?=", "=?iso-2022-jp?b?", "Final-Recipient: rfc822; ann@inbox.test\n", "Action: failed\n",
                    "Status: 5.1.1\n", "Diagnostic-Code: smtp; 550 5.1.1 No\n", "<ann@inbox.test>:", "@",
                    "550 ", "=E4",
                    "the following address(es) failed:\n", "boundary*0=a; boundary*1*=%41", "charset=utf-7",
                    "\0",
                    "Subject: Undelivered\n", "From: MAILER-DAEMON\n", "Auto-Submitted: auto-replied\n",
                    "\u{1B}$B",
                ]
            case .webhook:
                [
                    "{", "}", "[", "]", ",", ":", "\"", "null", "1e999", "-0", "\\u0000", "\\ud800",
                    "\"event\":\"bounce\"",
                    "\"email\":\"ann@inbox.test\"", "\"notificationType\":\"Bounce\"", "\"bounce\":{",
                    "\"RecordType\":",
                    "\"msys\":{\"message_event\":{", "\"event-data\":{", "\"bouncedRecipients\":[",
                    "\"timestamp\":", "\"Type\":\"Notification\"",
                    "\"Message\":\"{}\"", "\n", "true",
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

    private static let mails = [
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.inbox.test
        To: <bounces+aebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d2@news.test>
        Subject: =?utf-8?q?Undelivered_Mail?=
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        <ann@inbox.test>: host mx.inbox.test said: 550 5.1.1 No such user =E4
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.inbox.test

        Final-Recipient: rfc822; ann@inbox.test
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 No such user
        --b
        Content-Type: message/rfc822

        From: <desk@news.test>
        X-Daybreak-Ref: aebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d2
        Subject: Morning

        Hello.
        --b--
        """,
        """
        From: Mail Delivery System <mailer-daemon@inbox.test>
        Subject: Mail delivery failed: returning message to sender

        This message was created automatically by mail delivery software.
        A message that you sent could not be delivered. The following address(es) failed:

          bo@inbox.test
            Mailbox is full

        ------ This is a copy of the message, including all the headers. ------

        From: <desk@news.test>
        """,
        """
        From: feedback@provider.test
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        Original-Rcpt-To: ann@inbox.test
        --b
        Content-Type: text/rfc822-headers

        Subject: Morning
        DKIM-Signature: v=1; b=abc
        --b--
        """,
        """
        From: ann@inbox.test
        Subject: =?iso-2022-jp?B?GyRCOyk/TTtSGyhC?=
        Auto-Submitted: auto-replied
        Content-Type: multipart/alternative; boundary*0="a"; boundary*1="b"

        --ab
        Content-Type: text/html; charset=windows-1251
        Content-Transfer-Encoding: base64

        PHA+SSBhbSBhd2F5PC9wPg==
        --ab--
        """,
        "From daemon\nFrom: postmaster@x.test\nSubject: Delivery Failure\n\nHi. This is the qmail-send program.\n<cy@inbox.test>:\nNo such user.\n",
    ]

    private static let webhooks = [
        #"{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","feedbackId":"1","bouncedRecipients":[{"emailAddress":"ann@inbox.test","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no"}],"timestamp":"2026-11-24T06:00:00.000Z"},"mail":{"source":"bounces+a@news.test","messageId":"x","headers":[{"name":"X-Daybreak-Ref","value":"abc"}]}}"#,
        #"{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:eu-central-1:1:b","Message":"{}","Timestamp":"2026-11-24T06:00:00.000Z","SignatureVersion":"2","Signature":"AAAA","SigningCertURL":"https://sns.eu-central-1.amazonaws.com/a.pem"}"#,
        #"[{"event":"bounce","email":"ann@inbox.test","smtp-id":"<a.1@news.test>","sg_event_id":"1","reason":"550 no","status":"5.1.1","timestamp":1790000000,"type":"bounce"}]"#,
        #"{"signature":{},"event-data":{"event":"failed","severity":"permanent","reason":"bounce","recipient":"ann@inbox.test","id":"1","timestamp":1790000000.5,"delivery-status":{"code":550,"message":"no"},"envelope":{"sender":"bounces+a@news.test"},"message":{"headers":{"message-id":"a.1@news.test"}}}}"#,
        #"{"RecordType":"Bounce","Type":"HardBounce","ID":42,"Email":"ann@inbox.test","Details":"smtp;550 5.1.1 no","BouncedAt":"2026-11-24T06:00:00Z","Metadata":{"daybreak-ref":"abc"}}"#,
        #"{"event":"hard_bounce","email":"ann@inbox.test","message-id":"<a.1@news.test>","reason":"550 no","ts_event":1790000000}"#,
        #"[{"msys":{"message_event":{"type":"bounce","bounce_class":"10","event_id":"1","rcpt_to":"ann@inbox.test","msg_from":"bounces+a@news.test","raw_reason":"550 no","timestamp":"1790000000"}}}]"#,
    ]
}
