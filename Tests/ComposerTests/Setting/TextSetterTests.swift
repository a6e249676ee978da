// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("Plain text")
struct TextSetterTests {
    @Test("is broken at 72 columns, wide characters counted as two")
    func wraps() {
        let latin = FlowedText.fixed(TextSetter.wrap(String(repeating: "word ", count: 40)))
        #expect(latin.split(separator: "\n").allSatisfy { $0.count <= 72 })
        #expect(latin.split(separator: "\n").first?.count == 69)
        let wide = FlowedText.fixed(TextSetter.wrap(String(repeating: "漢字 ", count: 40)))
        #expect(wide.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 72 })
        #expect(wide.split(separator: "\n").first.map { DisplayWidth.of($0) >= 71 } == true)
    }

    @Test("never breaks a long word")
    func longWord() {
        let url = "https://example.com/" + String(repeating: "a", count: 90)
        #expect(FlowedText.fixed(TextSetter.wrap("see \(url) there")) == "see\n\(url)\nthere")
    }

    @Test(
        "counts columns",
        arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("👩‍👩‍👧", 2), ("—", 1), ("", 0)])
    func columns(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test("numbers links, the same one with the same number, each URL on a line of its own")
    func notes() {
        var setter = TextSetter()
        let text = setter.set(
            .paragraph([
                .link(url: "https://a.example", [.text("one")]), .text(" and "),
                .link(url: "https://b.example", [.text("two")]), .text(" and "),
                .link(url: "https://a.example", [.text("again")]),
            ]))
        #expect(text == "one [1] and two [2] and again [1]")
        #expect(setter.takeNotes() == "[1] https://a.example\n[2] https://b.example")
        #expect(setter.takeNotes().isEmpty)
    }

    @Test("sets headings, quotations and lists so that they read without markup")
    func blocks() {
        var setter = TextSetter()
        #expect(setter.set(.heading(level: 2, [.text("A heading")])) == "A heading\n---------")
        #expect(
            FlowedText.fixed(setter.set(.quote([.paragraph([.text("Words.")])], attribution: "Ann")))
                == "> Words.\n> — Ann")
        let items: [[Block]] = [
            [.paragraph([.text("one")])], [.paragraph([.text(String(repeating: "long ", count: 20))])],
        ]
        let list = setter.set(.list(ordered: true, start: 1, items: items))
        #expect(list.hasPrefix("1. one\n2. long long"))
        #expect(list.split(separator: "\n").last?.hasPrefix("   long") == true)
    }
}

@Suite("Flowed text")
struct FlowedTextTests {
    /// What a mail program that flows makes of it: RFC 3676 §4.1, as far as it is needed here.
    private func paragraphs(_ text: String) -> [String] {
        var result: [String] = []
        var isOpen = false
        var depth = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let marks = line.prefix { $0 == ">" }.count
            var content = line.dropFirst(marks)
            if content.hasPrefix(" ") { content = content.dropFirst() }
            if isOpen && marks == depth {
                result[result.count - 1] += content
            } else {
                result.append(String(content))
            }
            isOpen = content.hasSuffix(" ") && content != "-- "
            depth = marks
        }
        return result
    }

    private let sentence =
        "The keeper of Gull Point light reported on Monday that there is another lighthouse, and it is his."

    @Test("flows back to the paragraphs it was set from, quotations apart")
    func flows() {
        var setter = TextSetter()
        let blocks: [Block] = [
            .paragraph([.text(sentence)]), .quote([.paragraph([.text(sentence)])], attribution: "Ann"),
            .paragraph([.text("> not a quotation " + sentence)]),
            .paragraph([.text("From here on " + sentence)]),
        ]
        let text = FlowedText.encoded(blocks.map { setter.set($0) }.joined(separator: "\n\n"))
        #expect(
            paragraphs(text) == [
                sentence, "", sentence, "— Ann", "", "> not a quotation " + sentence, "",
                "From here on " + sentence,
            ])
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("From ") })
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 74 })
    }

    @Test(
        "ends no line with a space but a soft one, keeps the signature's, and stuffs lines a reader's value starts"
    )
    func ends() {
        let marker = MergeText.marker(0)
        #expect(
            FlowedText.encoded("word  \n-- \n\(marker) x\n  indented")
                == "word\n-- \n \(marker) x\n   indented")
    }

    @Test(
        "sets what is nested by position: lists in lists, quotations in lists, tables by columns or by rows")
    func nested() {
        var setter = TextSetter()
        let inner = Block.list(
            ordered: true, start: 3, items: [[.paragraph([.text("three")])], [.paragraph([.text("four")])]])
        let list = Block.list(
            ordered: false, start: 1,
            items: [[.paragraph([.text("one")]), inner], [.paragraph([.text("two")])]])
        #expect(FlowedText.fixed(setter.set(list)) == "* one\n  3. three\n  4. four\n* two")
        #expect(FlowedText.encoded(setter.set(list)) == "* one\n   3. three\n   4. four\n* two")
        let quoted = Block.quote(
            [.paragraph([.text("outer")]), .quote([.paragraph([.text("inner")])], attribution: nil)],
            attribution: nil)
        #expect(FlowedText.encoded(setter.set(quoted)) == "> outer\n>\n>> inner")
        let small = Table(
            header: [[.text("City")], [.text("People")]], rows: [[[.text("東京")], [.text("14")]]])
        #expect(setter.set(.table(small)) == "City  People\n----  ------\n東京  14")
        let wide = Table(
            header: [[.text("Name")], [.text("What")]], rows: [[[.text("a")], [.text(sentence)]]])
        #expect(FlowedText.fixed(setter.set(.table(wide))).hasPrefix("Name: a\nWhat: The keeper"))
    }

    @Test("breaks scripts without spaces between characters, but no closing sign starts a line")
    func ideographs() {
        let text = String(repeating: "東京は今日も晴れ、", count: 20)
        let lines = LineBreaker(width: 72).lines(text)
        #expect(lines.count > 4 && lines.allSatisfy { DisplayWidth.of($0) <= 72 && !$0.hasPrefix("、") })
        #expect(lines.joined() == text)
    }
}
