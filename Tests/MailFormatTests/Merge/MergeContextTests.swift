// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom
import Testing

@Suite("A merge context")
struct MergeContextTests {
    private func escape(_ value: String, _ context: MergeContext) -> String {
        var bytes: [UInt8] = []
        context.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "escapes a value for where it stands",
        arguments: [
            (.html, "<b a=\"1\" c='2'>&</b>", "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;"),
            (.html, "&amp;", "&amp;amp;"), (.html, "Zoë ☕", "Zoë ☕"), (.html, "a\r\nb\u{0}c", "a  b c"),
            (.text, "<b>&\"'", "<b>&\"'"), (.text, "a\r\nb\tc\u{7F}", "a  b c "), (.text, "Zoë ☕", "Zoë ☕"),
            (.header, "Ann\r\nBcc: eve@evil.example", "Ann  Bcc: eve@evil.example"), (.header, "Zoë", "Zoë"),
            (.url, "a b&c=d/e?f#g", "a%20b%26c%3Dd%2Fe%3Ff%23g"), (.url, "A-z0.9_~", "A-z0.9_~"),
            (.url, "é\r\n\u{0}%", "%C3%A9%0D%0A%00%25"), (.url, "+'\"<>", "%2B%27%22%3C%3E"),
            (.verbatim, "tok-1_A.b~", "tok-1_A.b~"), (.verbatim, "a b\r\nc\u{0}\u{7F}dé", "abcd"),
            (.verbatim, "ann@inbox.example", "ann@inbox.example"),
            (.address, "пошта@xn--j1amh.example", "пошта@xn--j1amh.example"),
            (.address, "a b\r\nc\u{0}\u{7F}\u{85}\u{2028}\u{200B}\u{202E}d", "abcd"),
        ] as [(MergeContext, String, String)])
    func escapes(_ context: MergeContext, _ value: String, _ escaped: String) {
        #expect(escape(value, context) == escaped)
    }

    @Test(
        "leaves no control character of any value",
        arguments: [MergeContext.html, .text, .header, .url, .verbatim, .address],
        1...5 as ClosedRange<UInt64>)
    func controls(_ context: MergeContext, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let escaped = escape(generator.text(upTo: 60), context)
            #expect(escaped.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            if context == .html { #expect(!escaped.utf8.contains { "<>\"'".utf8.contains($0) }) }
        }
    }

    @Test("gives back a value's bytes once HTML and URL are read", arguments: 1...10 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let value = generator.text(
                upTo: 60, alphabet: SeededGenerator.printable + ["&", "&amp;", "'", "%"])
            #expect(Array(readHTML(escape(value, .html)).utf8) == Array(value.utf8))
            #expect(readPercents(escape(value, .url)) == Array(value.utf8))
        }
    }

    private func readHTML(_ text: String) -> String {
        let references = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&amp;": "&"]
        var read = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let found = scalar == "&" ? references.first { rest.starts(with: $0.key.unicodeScalars) } : nil
            read.unicodeScalars.append(
                contentsOf: found?.value.unicodeScalars ?? String(scalar).unicodeScalars)
            rest = rest.dropFirst(found?.key.unicodeScalars.count ?? 1)
        }
        return read
    }

    private func readPercents(_ text: String) -> [UInt8] {
        var read: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                read.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                read.append(byte)
            }
        }
        return read
    }
}
