// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

@Suite("In prose")
struct WrittenAddressTests {
    @Test(
        "addresses are found however they stand",
        arguments: [
            ("<ann@inbox.test>, \"bo@inbox.test\" or (cy@inbox.test).", ["ann", "bo", "cy"]),
            ("RFC822:ann@inbox.test; SMTP:bo@inbox.test: 'cy@inbox.test'", ["ann", "bo", "cy"]),
            ("dda:SMTP=ann@inbox.test; mailto:bo@inbox.test?subject=x", ["ann", "bo"]),
            ("o'brien@inbox.test and gone+tag=1@inbox.test...", ["o'brien", "gone+tag=1"]),
            ("宛先ann@inbox.testは存在しません <é@inbox.test>", ["ann", "é"]),
            ("a@b@inbox.test, @, @inbox.test, ann@, ann@inbox, <>", []), ("", []),
        ])
    func found(text: String, expected: [String]) {
        let found = WrittenAddress.all(in: Array(text.utf8)[...])
        #expect(found.map(\.description) == expected.map { "\($0)@inbox.test" })
    }

    @Test("phrases are found in one pass, also where one is in another")
    func phrases() {
        let phrases = PhraseSet(["user unknown", "unknown", "user unknown here", "known"])
        var found: [String] = []
        phrases.scan(Array("the user unknown here".utf8)) { phrase, place in
            found.append("\(phrase) \(place.lowerBound)")
            return found.count < 4
        }
        #expect(Set(found) == ["0 4", "1 9", "2 4", "3 11"])
        #expect(!phrases.stands(in: Array("user unknow".utf8)) && !phrases.stands(in: []))
    }

    @Test("letters become small byte for byte")
    func lowercase() {
        let text = "AZ@[ ÀÖ×ØÞß ЀЏАПРЯҐ 日本"
        #expect(
            String(decoding: Array(text.utf8).lowercasedInPlace, as: UTF8.self)
                == "az@[ àö×øþß ѐџапряґ 日本")
    }

    @Test(
        "HTML has no tags, and a line for each block",
        arguments: [
            ("<p>a</p><br/>b<style>x@y</style> c", "\na\n\nb   c"),
            ("1 &lt; 2 &amp;&nbsp;3 &#228; &x; &", "1 < 2 & 3 ä &x; &"),
            ("<ann@inbox.test> <b", "<ann@inbox.test> <b"), ("<!-- a --><td x='>'>", "  '>"),
            ("<a href", " "),
        ])
    func markup(html: String, expected: String) {
        #expect(String(decoding: Markup.text(Array(html.utf8)[...]), as: UTF8.self) == expected)
    }
}
