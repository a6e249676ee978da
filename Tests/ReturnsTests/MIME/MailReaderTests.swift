// SPDX-License-Identifier: Apache-2.0
import SeededRandom
import Testing

@testable import Returns

@Suite("Mail as strangers write it")
struct MailReaderTests {
    private func read(_ text: String) -> MailPart { MailReader.read(Array(text.utf8)) }

    /// The types of all parts, and how deep each stands.
    private func tree(_ part: MailPart, depth: Int = 0) -> [String] {
        ["\(String(repeating: " ", count: depth))\(part.type.name)"]
            + part.parts.flatMap { tree($0, depth: depth + 1) }
    }

    @Test("is a header, unfolded, and a content", arguments: ["\n", "\r\n"])
    func plain(end: String) {
        let mail = read(
            [
                "From ann@inbox.test Mon Nov 23", "Subject: One", "\ttwo", "X-Empty:", "subject : three", "",
                "Words.", "",
            ]
            .joined(separator: end))
        #expect(mail.fields.values("subject") == ["One\ttwo", "three"] && mail.fields["x-empty"] == "")
        #expect(mail.text == "Words.\(end)" && mail.type.name == "text/plain")
    }

    @Test("has parts in parts, with what stands before and behind them passed over")
    func parts() {
        let mail = read(
            """
            Content-Type: multipart/report; report-type=delivery-status;
             boundary="a b"

            This is a message in parts.
            --a b
            Content-Type: multipart/alternative; boundary=inner

            --inner

            One.
            --inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>H=C3=A4ll=
            o</p>
            --inner--
            --a b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.test

            Final-Recipient: rfc822; ann@inbox.test
            --a b
            Content-Type: message/rfc822

            Subject: Sent

            Words.
            --a b--
            Nothing.
            """)
        #expect(
            tree(mail) == [
                "multipart/report", " multipart/alternative", "  text/plain", "  text/html",
                " message/delivery-status", " message/rfc822", "  text/plain",
            ])
        #expect(mail.all[2].text == "One." && mail.all[3].text == "<p>Hällo</p>")
        #expect(mail.all[6].fields["subject"] == "Sent" && mail.all[6].text == "Words.")
    }

    @Test(
        "is taken as it is where it breaks the rules",
        arguments: [
            // No boundary, a wrong one, no end, no empty line behind a part's header.
            "Content-Type: multipart/mixed\n\n--x1\nContent-Type: text/plain\n\nWords.\n--x1--\n",
            "Content-Type: multipart/mixed; boundary=y\n\n--x1\nContent-Type: text/plain\n\nWords.\n--x1--\n",
            "Content-Type: multipart/mixed; boundary=x1\n\n--x1\n\nWords.",
            "Content-Type: multipart/mixed; boundary=x1\n\n--x1  \nContent-Type: text/plain\nWords.\n--x1--",
        ])
    func broken(text: String) {
        #expect(read(text).parts.map(\.text).first?.split(separator: "\n") == ["Words."])
    }

    @Test("says names in parts, in other encodings, and without a closing mark")
    func parameters() {
        func parameters(_ text: String) -> [String: String] { MediaType(text)?.parameters ?? [:] }
        #expect(
            parameters("text/plain; charset=\"utf-8\" ; name=a b; x") == ["charset": "utf-8", "name": "a b"])
        #expect(
            parameters("a/b; name*0*=iso-8859-1'de'Gr%FC; name*1=\"n.txt\"; title*=utf-8''%E2%82%AC") == [
                "name": "Grün.txt", "title": "€",
            ])
        #expect(parameters("a/b; name=\"a\\\"b") == ["name": "a\"b"])
        #expect(MediaType("nonsense") == nil && MediaType("") == nil && MediaType("/") == nil)
    }

    @Test(
        "has words in any encoding",
        arguments: [
            ("=?UTF-8?B?0J/RgNC40LLRltGC?=", "Привіт"), ("=?iso-8859-1?q?Gr=FCn_ist?= gut", "Grün ist gut"),
            ("=?utf-8?q?a?= =?utf-8?q?b?=\t=?utf-8?b?Yw==?=", "abc"), ("=?utf-8?b?0J8=?= x", "П x"),
            // A character that begins in one word and ends in the next.
            ("=?utf-8?b?0A==?= =?utf-8?b?nw==?=", "П"), ("=?utf-8*en?q?a?=", "a"),
            ("=?bad?x?y?=", "=?bad?x?y?="),
            ("=?utf-8?q?never ends", "=?utf-8?q?never ends"), ("=?=?utf-8?q?a?=", "=?a"),
            ("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
        ])
    func words(text: String, expected: String) {
        #expect(EncodedWords.decode(text) == expected)
    }

    @Test("has texts in encodings that look like ASCII")
    func japanese() {
        #expect(read("Content-Type: text/plain; charset=iso-2022-jp\n\n\u{1B}$BF|K\\\u{1B}(B").text == "日本")
    }

    @Test("in base64 is read past whatever does not belong there")
    func base64() {
        #expect(String(decoding: TransferDecoding.base64("SGVs\r\n bG8*=\n".utf8), as: UTF8.self) == "Hello")
        #expect(TransferDecoding.base64("A".utf8).isEmpty)
    }

    @Test("has bounds: parts, depth, fields and their lengths")
    func bounds() {
        let many =
            "Content-Type: multipart/mixed; boundary=x\n\n" + String(repeating: "--x\n\na\n", count: 100_000)
        #expect(read(many).parts.count < 300)
        let deep = String(repeating: "Content-Type: message/rfc822\n\n", count: 10_000)
        #expect(read(deep).all.count < 20)
        let nested = (0..<2000).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }
            .joined()
        #expect(read(nested).all.count < 20)
        let fields = (0..<200_000).map { "X-\($0): y\n" }.joined() + "\nWords."
        #expect(read(fields).fields.all.count == MailFields.most && read(fields).text == "Words.")
        let long = read("Subject: \(String(repeating: "a", count: 10_000_000))\n\nWords.")
        #expect(
            long.fields["subject"].map {
                (MailFields.longest - 2...MailFields.longest).contains($0.utf8.count)
            } == true && long.text == "Words.")
        let folded = read("Subject: x\n" + String(repeating: " y\n", count: 1_000_000) + "\nWords.")
        #expect(
            folded.fields["subject"].map { $0.utf8.count <= MailFields.longest } == true
                && folded.text == "Words.")
    }

    @Test("of any bytes is read to its end")
    func mutated() {
        let seed = Array(
            """
            Content-Type: multipart/report; boundary=x
            Subject: =?utf-8?q?a=20b?= =?x?b?YQ==?=

            --x
            Content-Type: text/plain; name*0*=utf-8''%41; name*1=b
            Content-Transfer-Encoding: base64

            SGVsbG8=
            --x
            Content-Type: message/delivery-status

            Final-Recipient: rfc822; ann@inbox.test
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550-5.1.1 No
             550 5.1.1 such user
            --x--
            """.utf8)
        var generator = SeededGenerator(seed: 20)
        func random(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
        let signs = Array("\n\r\t :;=\"?*-<>()%\\\0\u{FF}".utf8)
        for _ in 0..<3000 {
            var bytes = seed
            for _ in 0...random(8) {
                switch random(4) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.insert(signs[random(signs.count)], at: random(bytes.count))
                case 2:
                    bytes.removeSubrange(
                        random(bytes.count / 2)..<(bytes.count / 2 + random(bytes.count / 2)))
                default: bytes += bytes.prefix(random(200))
                }
            }
            let mail = ReturnedMail(reading: bytes)
            _ = (mail.subject, mail.message.all.map(\.text))
        }
    }
}
