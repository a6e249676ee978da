// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@Suite("A text of one line")
struct LineTextTests {
    @Test(
        "says what it must not hold, and can be cleaned of it",
        arguments: [
            ("Ann\r\nBcc: x", "holds a line break", "Ann Bcc: x"), ("a\u{85}b", "holds a line break", "a b"),
            ("a\u{2028}b", "holds a line break", "a b"),
            ("\u{1B}[2J", "holds a control character (U+001B)", "[2J"),
            ("a\u{0}", "holds a control character (U+0000)", "a"),
            ("a \t b", "holds a control character (U+0009)", "a b"),
            ("\u{202E}cod", "holds a character that turns the direction of text (U+202E)", "cod"),
            ("a\u{2067}b", "holds a character that turns the direction of text (U+2067)", "ab"),
            ("a\u{FFFE}", "holds U+FFFE, which is no character", "a"),
        ])
    func faults(text: String, fault: String, cleaned: String) {
        #expect(LineText.fault(of: text) == fault)
        #expect(LineText.cleaned(text) == cleaned)
    }

    @Test(
        "holds what people write",
        arguments: ["", "Ann  van Or", "Zoë — “x”", "नमस्ते\u{200D}", "👩‍👩‍👧 x", "שלום\u{200F}!", "a\u{A0}b", "佐藤"])
    func fine(text: String) {
        #expect(LineText.fault(of: text) == nil)
        #expect(LineText.cleaned(text) == text)
    }

    @Test("may have lines and tabs where it may have several")
    func lines() {
        #expect(LineText.faultOfLines("a\n\tb\n") == nil)
        #expect(LineText.faultOfLines("a\rb") == "holds a line break")
        #expect(LineText.faultOfLines("a\u{202E}") != nil && LineText.faultOfLines("\u{7}") != nil)
    }
}
