// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import MailFormat

@Suite("Quoted-printable")
struct QuotedPrintableTests {
    private func encode(_ text: some Sequence<UInt8>) -> String {
        var writer = QuotedPrintableWriter()
        writer.write(text)
        writer.finish()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "escapes what a mail line cannot carry",
        arguments: [
            ("", ""), ("plain text", "plain text\r\n"), ("a=b", "a=3Db\r\n"), ("caf\u{E9}", "caf=C3=A9\r\n"),
            ("a\u{0}\u{7F}b", "a=00=7Fb\r\n"), ("☕", "=E2=98=95\r\n"), ("tab\there", "tab\there\r\n"),
            ("~!\"#$%&'()*+,-./", "~!\"#$%&'()*+,-./\r\n"),
        ])
    func escapes(_ text: String, _ encoded: String) {
        #expect(encode(text.utf8) == encoded)
    }

    @Test(
        "ends a line at CRLF, LF and CR alike",
        arguments: ["a\r\nb", "a\nb", "a\rb", "a\r\nb\r\n", "a\nb\n", "a\rb\r"])
    func lineBreaks(_ text: String) {
        #expect(encode(text.utf8) == "a\r\nb\r\n")
    }

    @Test("counts two breaks as two", arguments: ["a\n\nb", "a\r\n\r\nb", "a\r\rb", "a\n\rb", "a\r\r\nb"])
    func blankLines(_ text: String) {
        #expect(encode(text.utf8) == "a\r\n\r\nb\r\n")
    }

    @Test("takes CRLF as one break when it comes in two pieces")
    func dividedBreak() {
        var writer = QuotedPrintableWriter()
        writer.write("a\r".utf8)
        writer.write("\nb".utf8)
        writer.finish()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "a\r\nb\r\n")
    }

    @Test(
        "escapes a blank at the end of a line and of the text",
        arguments: [
            ("a ", "a=20\r\n"), ("a\t", "a=09\r\n"), ("a  \nb", "a =20\r\nb\r\n"), ("a \r\n", "a=20\r\n"),
            (" ", "=20\r\n"), ("\t\t\n", "\t=09\r\n"), (" a", " a\r\n"),
        ])
    func trailingBlanks(_ text: String, _ encoded: String) {
        #expect(encode(text.utf8) == encoded)
    }

    @Test(
        "never starts a line with a dot or an F",
        arguments: [
            (".", "=2E\r\n"), ("..", "=2E.\r\n"), ("a\n.b", "a\r\n=2Eb\r\n"), ("From x", "=46rom x\r\n"),
            ("a\r\nFrom x", "a\r\n=46rom x\r\n"), ("a.F", "a.F\r\n"), ("\n.\n", "\r\n=2E\r\n"),
        ])
    func lineStarts(_ text: String, _ encoded: String) {
        #expect(encode(text.utf8) == encoded)
    }

    @Test(
        "escapes a dot and an F that a soft line break brings to a line's start", arguments: [".", "F"],
        70...80)
    func lineStartsAfterSoftBreaks(_ mark: String, _ column: Int) throws {
        for blank in ["", " "] {
            let text = String(repeating: "x", count: column - blank.utf8.count) + blank + mark + mark + "y"
            let encoded = encode(text.utf8)
            #expect(try decodeQuotedPrintable(encoded.utf8) == Array("\(text)\r\n".utf8))
            for line in try wireLines(encoded.utf8) { #expect(line.first != mark.utf8.first) }
        }
    }

    @Test("fills a line to 76 columns, the soft break's mark included, and no further")
    func columns() throws {
        let line = String(repeating: "x", count: 75)
        #expect(encode(line.utf8) == "\(line)\r\n")
        #expect(encode("\(line)y".utf8) == "\(line)=\r\ny\r\n")
        let escapes = encode(String(repeating: "é", count: 20).utf8)
        #expect(try wireLines(escapes.utf8).map(\.count) == [76, 45, 0])
    }

    @Test("starts the next text at column 0 after a soft break, which adds nothing to the text")
    func softBreaks() {
        var writer = QuotedPrintableWriter()
        writer.softBreak()
        #expect(writer.bytes.isEmpty)
        writer.write("Hello ".utf8)
        writer.softBreak()
        writer.write(".x\n".utf8)
        writer.softBreak()
        writer.write("y".utf8)
        writer.finish()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "Hello =\r\n=2Ex\r\ny\r\n")
    }

    @Test("is read back as it was, line breaks as CRLF", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let text = Array(generator.text(upTo: 200).utf8)
            try expectRoundTrip(text)
            let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
            try expectRoundTrip(bytes)
        }
    }

    private func expectRoundTrip(_ text: [UInt8]) throws {
        let encoded = encode(text)
        var expected = withCRLF(text)
        if !expected.isEmpty, expected.suffix(2) != [0x0D, 0x0A] { expected += [0x0D, 0x0A] }
        #expect(try decodeQuotedPrintable(encoded.utf8) == expected)
        for line in try wireLines(encoded.utf8) {
            #expect(line.first != UInt8(ascii: ".") && line.first != UInt8(ascii: "F"))
        }
    }
}
