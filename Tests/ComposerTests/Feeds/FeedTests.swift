// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Composer

@Suite("A feed is understood")
struct FeedTests {
    private func intake(_ text: String, named file: String = "feed.xml", at address: String? = nil) throws
        -> Intake
    {
        try Intake(IntakeSource(name: file, bytes: Array(text.utf8), address: address))
    }

    /// Every kind says the same: one entry, its parts where that kind has them.
    private static let kinds: [(String, String)] = [
        (
            "RSS 0.91",
            """
            <rss version="0.91"><channel><title>Harbour</title><link>https://harbour.example/</link><language>en</language>
            <item><title>Ferry stays in</title><link>https://harbour.example/ferry</link>
            <description>It did not sail.</description></item></channel></rss>
            """
        ),
        (
            "RSS 1.0",
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example/"><title>Harbour</title>
            </channel><item rdf:about="https://harbour.example/ferry"><title>Ferry stays in</title>
            <link>https://harbour.example/ferry</link><description>It did not sail.</description>
            <dc:creator>Ann Or</dc:creator><dc:date>2026-11-24T06:00:00+01:00</dc:date><dc:subject>City</dc:subject></item></rdf:RDF>
            """
        ),
        (
            "RSS 2.0",
            """
            <?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>https://harbour.example/</link><item>
            <title>Ferry stays in</title><link>/ferry</link><guid isPermaLink="false">7</guid><dc:creator>Ann Or</dc:creator>
            <category>City</category><pubDate>Tue, 24 Nov 26 23:59:00 -0800</pubDate><description>Fog.</description>
            <content:encoded><![CDATA[<p>It did not sail.</p>]]></content:encoded></item></channel></rss>
            """
        ),
        (
            "Atom 0.3",
            """
            <feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>tag:7</id><title mode="escaped">Ferry stays in</title>
            <link rel="alternate" type="text/html" href="https://harbour.example/ferry"/><author><name>Ann Or</name></author>
            <issued>2026-11-24T06:00:00Z</issued><content type="text/html" mode="escaped">&lt;p>It did not sail.&lt;/p></content>
            </entry></feed>
            """
        ),
        (
            "Atom 1.0",
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://harbour.example/" xml:lang="en"><author><name>Ann Or</name>
            </author><entry><id>tag:7</id><title type="html">Ferry &lt;b>stays&lt;/b> in</title><link rel="self" href="no"/>
            <link href="ferry"/><category term="City"/><published>2026-11-24T06:00:00Z</published><summary>Fog.</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It did not sail.</p></div></content></entry></feed>
            """
        ),
        (
            "JSON Feed",
            """
            {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://harbour.example/", "language": "en",
            "items": [{"id": "7", "url": "/ferry", "title": "Ferry stays in", "content_html": "<p>It did not sail.</p>",
            "authors": [{"name": "Ann Or"}], "tags": ["City"], "date_published": "2026-11-24T06:00:00Z", "summary": "Fog."}]}
            """
        ),
    ]

    @Test("of every kind", arguments: kinds)
    func kind(name: String, text: String) throws {
        let intake = try intake(text, named: "download")
        #expect(intake.format == .feed && intake.items.count == 1)
        let article = try #require(intake.items.first).article
        #expect(article.headline == "Ferry stays in" && article.url == "https://harbour.example/ferry")
        #expect(article.blocks == [.paragraph([.text("It did not sail.")])])
        #expect(article.published == (name == "RSS 0.91" ? nil : "2026-11-24"))
        #expect(article.byline == (name == "RSS 0.91" ? nil : "Ann Or"))
        if text.contains("City") { #expect(article.section == "City") }
        if text.contains("Fog") { #expect(article.standfirst == "Fog.") }
    }

    @Test("links and images in its entries belong to the entry's own address")
    func relative() throws {
        let article = try #require(
            try intake(
                """
                <rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><link>https://harbour.example/</link><item>
                <title>Fog</title><link>https://harbour.example/2026/fog/</link><description>&lt;p>See &lt;a href="map.html">the
                map&lt;/a>.&lt;/p>&lt;img src="/fog.jpg" alt="Fog"></description>
                <media:content url="//img.example/fog.jpg" medium="image"/></item></channel></rss>
                """
            ).items.first
        ).article
        #expect(
            article.blocks == [
                .paragraph([
                    .text("See "),
                    .link(url: "https://harbour.example/2026/fog/map.html", [.text("the map")]), .text("."),
                ]), .image(Picture(url: "https://harbour.example/fog.jpg", alt: "Fog")),
            ])
        #expect(article.image?.url == "https://img.example/fog.jpg")
    }

    @Test(
        "that breaks XML's rules is read as far as it goes",
        arguments: [
            "<rss><channel><item><title>Salt & pepper</title><description>A&nbsp;spoon.</description></item></channel></rss>",
            "<rss><channel><item><title>Salt &amp; pepper</title><description>A spoon.</description></item>",
            "<rss><channel><item><title>Salt &amp; pepper</title><description>A <b>spoon.</description></item></channel></rss>",
            "\n\n  <?xml version=\"1.0\"?><rss><channel><item><title>Salt &#38; pepper</title><description>A spoon.</description></item></channel></rss>",
            "<rss><channel><item><title>Salt &amp; pepper</title><description>A spoon.\u{8}</description></item></channel></rss>",
            "<rss><channel><item><title>Salt &amp; pepper</title><description>A spoon.</description><media:x y='1'/></item></channel></rss>",
        ])
    func broken(text: String) throws {
        let article = try #require(try intake(text).items.first).article
        #expect(article.headline == "Salt & pepper")
        #expect(article.blocks.map(\.plain).joined().replacing("\u{A0}", with: " ") == "A spoon.")
    }

    @Test(
        "is recognised by its first element, behind declarations and comments, whatever its prefix",
        arguments: [
            "<!-- made by hand --><rss><channel/></rss>",
            "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss/>",
            "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:entry/></a:feed>",
            "<?xml version='1.0'?><?xml-stylesheet x?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        ])
    func recognised(text: String) throws { #expect(try intake(text, named: "saved.html").format == .feed) }

    @Test(
        "content in an encoding that has no name, or none that we know, is read",
        arguments: ["x-unknown", "utf-16"])
    func encoding(name: String) throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"\(name)\"?><rss><channel><item><title>Été</title><description>Chaud.</description></item></channel></rss>"
        #expect(try intake(text).items.first?.article.headline == "Été")
    }

    @Test("entities that it declares are not expanded")
    func entities() throws {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
            <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY secret SYSTEM "file:///etc/hostname">]>
            <rss><channel><item><title>Laugh</title><description>x &c; &secret; y</description></item></channel></rss>
            """
        let article = try #require(try intake(bomb).items.first).article
        #expect(article.blocks.map(\.plain) == ["x &c; &secret; y"])
    }

    @Test("empty entries are counted, and one without a title is called by how it starts")
    func untitled() throws {
        let intake = try intake(
            "<rss><channel><item><title>Nothing</title></item><item><description>Just a note.</description></item></channel></rss>"
        )
        #expect(intake.empty == 1 && intake.items.map(\.article.headline) == ["Just a note."])
    }

    @Test(
        "dates are taken as they were meant, and bad ones are none",
        arguments: [
            ("Tue, 24 Nov 2026 06:00:00 GMT", "2026-11-24"), ("24 Nov 26", "2026-11-24"),
            ("2026-11-24", "2026-11-24"),
            ("2026-11-24T23:30:00-08:00", "2026-11-24"), ("20261124T0600Z", "2026-11-24"),
            ("November 24, 2026", "2026-11-24"),
            ("Tuesday, November 24th, 2026 6:00 am", "2026-11-24"), ("2026/11/24", "2026-11-24"),
            ("yesterday", nil),
            ("2026-02-31", nil), ("", nil), ("24.13.2026", nil), ("Nov", nil), ("24.11.2026", "2026-11-24"),
            ("Dienstag, 24. November 2026, 6 Uhr", "2026-11-24"),
            ("le 4 décembre 2026", "2026-12-04"), ("24 de noviembre de 2026", "2026-11-24"),
            ("24 листопада 2026", "2026-11-24"),
            ("2026年11月24日", "2026-11-24"), ("11/24/2026", "2026-11-24"), ("3/4/2026", nil),
            ("Stand: 24.11.2026", "2026-11-24"),
        ])
    func dates(text: String, day: String?) { #expect(LooseDate.day(text)?.description == day) }

    @Test("Base64 is read where it is text")
    func base64() throws {
        let page = Data("<p>One, two.</p>".utf8).base64EncodedString()
        let text = Data("One, two.".utf8).base64EncodedString()
        let picture = Data([0xFF, 0xD8, 0xFF, 0xE0]).base64EncodedString()
        let feed = """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
            <entry><id>urn:1</id><title>A</title><content mode="base64" type="text/html">\(page)</content></entry>
            <entry><id>urn:2</id><title>B</title><content type="application/octet-stream">\(text)</content></entry>
            <entry><id>urn:3</id><title>C</title><content type="image/jpeg">\(picture)</content></entry></feed>
            """
        let intake = try Intake(IntakeSource(name: "feed.xml", bytes: Array(feed.utf8)))
        #expect(intake.items.map { $0.article.blocks.map(\.plain) } == [["One, two."], ["One, two."]])
        #expect(intake.empty == 1)
    }

    @Test(
        "that is none is refused",
        arguments: [
            "{\"items\": 5}", "<html><body><p>x</p></body></html>", "[]",
            "<?xml version=\"1.0\"?><opml/>",
        ])
    func none(text: String) {
        #expect(throws: ArticleError.self) {
            _ = try Intake(IntakeSource(name: "feed.rss", bytes: Array(text.utf8)), as: .feed)
        }
    }
}
