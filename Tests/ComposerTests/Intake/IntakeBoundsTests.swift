// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("What would take a reader's whole memory or time")
struct IntakeBoundsTests {
    private func refusal(_ text: String, _ format: ArticleFormat) -> String {
        do {
            let source = IntakeSource(name: "input", bytes: Array(text.utf8))
            return "taken: \(try Intake(source, as: format).items.count)"
        } catch {
            return "\(error)"
        }
    }

    private func table(columns: Int, rows: Int, mark: String = "") -> String {
        let header = mark + String(repeating: "|a", count: columns)
        let rule = mark + String(repeating: "|-", count: columns)
        return "# Head\n\nText.\n\n\(header)\n\(rule)\n" + String(repeating: "\(mark)|b\n", count: rows)
    }

    @Test(
        "is refused in one line where a few bytes stand for a table of millions of cells",
        arguments: ["", "> "])
    func tables(mark: String) {
        #expect(
            refusal(table(columns: 900, rows: 2_000, mark: mark), .markdown)
                == "input has tables of more than 50000 cells (line 6 of its text): split or shorten them")
        #expect(
            refusal(table(columns: 2_000, rows: 2_000, mark: mark), .markdown)
                == "input has a line of more than 1000 “|” (line 5 of its text): no table has so many columns"
        )
        #expect(refusal(table(columns: 20, rows: 300, mark: mark), .markdown) == "taken: 1")
    }

    @Test("stays lines of text where an editor writes it in an introduction")
    func introduction() {
        let blocks = MarkdownBlocks.read(table(columns: 1_000, rows: 1_000))
        #expect(!blocks.contains { if case .table = $0 { true } else { false } })
    }

    @Test(
        "is cut where one tag has a hundred thousand attributes",
        arguments: [" a%=1", " a%=\"x>y\"", " a%", "/a%", "/a%='1'", " a%='1'"])
    func attributes(attribute: String) throws {
        let many = (0..<100_000).map { attribute.replacing("%", with: "\($0)") }.joined()
        let page = "<title>Head</title><h1>Head</h1><p\(many)>The ferry is late.</p><p>It rains.</p>"
        let article = try Article(reading: Array(page.utf8), as: .html, named: "page.html")
        #expect(article.blocks.map(\.plain) == ["The ferry is late.", "It rains."])
        let root = HTMLDocument(page).root
        #expect(root.first("p")?.attributeNames.count == 200)
    }

    @Test("is read whole where a tag has as many attributes as tags have")
    func someAttributes() throws {
        let page =
            "<p " + (0..<200).map { "a\($0)=\"v w\" " }.joined() + ">x</p>"
            + String(repeating: "<i>", count: 9)
        let node = try #require(HTMLDocument(page).root.first("p"))
        #expect(node.attributeNames.count == 200 && node["a199"] == "v w")
    }

    @Test("is refused in one line where a feed has more entries than any")
    func entries() {
        let items = String(
            repeating: "<item><title>a</title><description>b</description></item>", count: 5_001)
        #expect(
            refusal("<rss><channel>\(items)</channel></rss>", .feed)
                == "input is a feed of 5001 entries: up to 5000 are read")
        let json = String(repeating: #"{"id":"1","title":"a","content_text":"b"},"#, count: 5_001).dropLast()
        #expect(
            refusal(#"{"version":"https://jsonfeed.org/version/1.1","items":[\#(json)]}"#, .feed)
                == "input is a feed of 5001 entries: up to 5000 are read")
    }

    @Test("is read on where a feed makes up names of characters")
    func characterNames() {
        let names = (0..<20_000).map { "&n\($0);" }.joined()
        let feed =
            "<rss><channel><item><title>a &eacute;</title><description>\(names)</description></item></channel></rss>"
        #expect(refusal(feed, .feed) == "taken: 1")
    }
}
