import Testing

@testable import Composer

@Suite("Plain text")
struct TextSetterTests {
    @Test("is broken at 72 columns, wide characters counted as two")
    func wraps() {
        let latin = TextSetter.wrap(String(repeating: "word ", count: 40))
        #expect(latin.split(separator: "\n").allSatisfy { $0.count <= 72 })
        #expect(latin.split(separator: "\n").first?.count == 69)
        let wide = TextSetter.wrap(String(repeating: "漢字 ", count: 40))
        #expect(wide.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 72 })
        #expect(wide.split(separator: "\n").first?.count == 41)
    }

    @Test("never breaks a long word")
    func longWord() {
        let url = "https://example.com/" + String(repeating: "a", count: 90)
        #expect(TextSetter.wrap("see \(url) there") == "see\n\(url)\nthere")
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
        #expect(setter.set(.quote([.text("Words.")], attribution: "Ann")) == "> Words.\n> — Ann")
        let items: [[Inline]] = [[.text("one")], [.text(String(repeating: "long ", count: 20))]]
        let list = setter.set(.list(ordered: true, items: items))
        #expect(list.hasPrefix("1. one\n2. long long"))
        #expect(list.split(separator: "\n").last?.hasPrefix("   long") == true)
    }
}
