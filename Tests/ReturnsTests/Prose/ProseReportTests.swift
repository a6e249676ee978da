// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

@Suite("A report in prose")
struct ProseReportTests {
    private func read(
        _ text: String, from: String = "MAILER-DAEMON@mx.test", subject: String = "Mail",
        fields: String = ""
    ) -> ReturnedMail {
        ReturnedMail(
            reading: Array(
                """
                From: \(from)
                To: Newsroom <bounces@news.test>
                Subject: \(subject)
                \(fields)Content-Type: text/plain; charset=utf-8

                \(text)

                """.utf8))
    }

    private func addresses(_ mail: ReturnedMail) -> [String?] {
        mail.recipients.map(\.address?.description)
    }

    @Test("names its recipients in a field of its own, whatever it tells")
    func field() {
        let fields = "X-Failed-Recipients: ann@inbox.test,\n bo@inbox.test\n"
        let mail = read("550 5.1.1 No such user", from: "x@mx.test", fields: fields)
        #expect(mail.kind == .prose && mail.recipients[0].status?.description == "5.1.1")
        #expect(addresses(mail) == ["ann@inbox.test", "bo@inbox.test"])
        let empty = ReturnedMail(reading: Array("\(fields)Content-Type: image/png\n\n".utf8))
        #expect(addresses(empty) == ["ann@inbox.test", "bo@inbox.test"])
    }

    @Test("that names several in a field says of each what stands below it")
    func fieldOfSeveral() {
        let text = """
            The following address(es) failed:

              ann@inbox.test
                550 5.1.1 No such user
              bo@inbox.test
                552 5.2.2 The mailbox is full
            """
        let mail = read(text, fields: "X-Failed-Recipients: ann@inbox.test, bo@inbox.test\n")
        #expect(
            mail.lines == [
                "ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed mailboxFull permanent",
            ])
    }

    @Test(
        "is none where somebody writes of one, is away, or asks",
        arguments: [
            ("Re: failure notice", "I got this: the following address failed: bo@inbox.test."),
            ("Fwd: Undelivered Mail", "Could not be delivered to the following recipients:\nbo@inbox.test"),
            ("Away until Monday", "I am no longer at this address: write to bo@inbox.test."),
            ("Please confirm", "Your message to bo@inbox.test is rejected until you press this link."),
            ("Morning Edition", "The following recipients failed to win: ann@inbox.test"),
            ("Digest, Vol 3", "could not be delivered to ann@inbox.test, wrote Bo."),
            ("Delivery failed: parcel 7", "It could not be delivered to:\nAnn Lee\n\nhelp@parcels.test"),
        ])
    func letters(subject: String, text: String) {
        #expect(read(text, from: "Ann Lee <ann@home.test>", subject: subject).recipients.isEmpty)
    }

    @Test(
        "is none of a postmaster's letters in common words, and none of what was delivered",
        arguments: [
            ("Postmaster <postmaster@mx.test>", "The mailbox ann@inbox.test does not exist any longer."),
            ("MAILER-DAEMON@mx.test", "Successfully delivered to the following recipient:\n\nann@inbox.test"),
        ])
    func others(from: String, text: String) {
        #expect(read(text, from: from).recipients.isEmpty)
    }

    @Test("is none where it answers a message of its subject, but where a program's words stand behind it")
    func answers() {
        let text = "Your message could not be delivered to the following recipient:\nann@inbox.test"
        let gateway = "gateway@mx.test"
        #expect(read(text, from: gateway, subject: "Re: Mail delivery failed").recipients.isEmpty)
        #expect(
            addresses(read(text, from: gateway, subject: "RE: Morning : non remis")) == ["ann@inbox.test"])
        let fields = "In-Reply-To: <1@mx.test>\n"
        #expect(read(text, from: gateway, subject: "Mail delivery failed", fields: fields).recipients.isEmpty)
    }

    @Test("never takes whom it is from and to, nor what it quotes of the message")
    func strangers() {
        let text = """
            The following addresses failed:

            From: cy@inbox.test
            bounces@news.test
            <ann@inbox.test>
            postmaster@mx.test
            > bo@inbox.test wrote on Monday

            ------ This is a copy of the message, including all the headers. ------
            dana@inbox.test
            """
        #expect(addresses(read(text)) == ["ann@inbox.test"])
    }

    @Test("may break its phrases by lines, and write them in capitals")
    func phrases() {
        #expect(
            addresses(read("THE FOLLOWING ADDRESS(ES)\n    FAILED:\n\n  ann@inbox.test\n"))
                == ["ann@inbox.test"])
        #expect(addresses(read("L'ADRESSE ann@inbox.test N'A PAS PU ÊTRE TROUVÉE\n")) == ["ann@inbox.test"])
        #expect(addresses(read("ПИСЬМО ДЛЯ ann@inbox.test НЕ ДОСТАВЛЕНО\n")) == ["ann@inbox.test"])
    }

    @Test(
        "may be in any encoding",
        arguments: [
            (
                "windows-1251",
                [0xCF, 0xE8, 0xF1, 0xFC, 0xEC, 0xEE, 0x20, 0xED, 0xE5] + Array(" ".utf8)
                    + [0xE4, 0xEE, 0xF1, 0xF2, 0xE0, 0xE2, 0xEB, 0xE5, 0xED, 0xEE]
            ),
            (
                "koi8-r",
                [0xF0, 0xC9, 0xD3, 0xD8, 0xCD, 0xCF, 0x20, 0xCE, 0xC5] + Array(" ".utf8)
                    + [0xC4, 0xCF, 0xD3, 0xD4, 0xC1, 0xD7, 0xCC, 0xC5, 0xCE, 0xCF]
            ),
            ("iso-2022-jp", Array("\u{1B}$BG[?.$G$-$^$;$s\u{1B}(B".utf8)),
            ("iso-8859-1", Array("La livraison n'a pas pu ".utf8) + [0xEA] + Array("tre faite".utf8)),
        ] as [(String, [UInt8])])
    func encodings(charset: String, words: [UInt8]) {
        let head = "From: MAILER-DAEMON@mx.test\nContent-Type: text/plain; charset=\(charset)\n\n"
        let mail = ReturnedMail(reading: Array(head.utf8) + words + Array(": ann@inbox.test\n".utf8))
        #expect(addresses(mail) == ["ann@inbox.test"])
    }

    @Test("is read in its plain texts, and neither in a header beside them nor in a file")
    func parts() {
        let mail = ReturnedMail(
            reading: Array(
                """
                From: MAILER-DAEMON@mx.test
                Content-Type: multipart/mixed; boundary=x

                --x
                Content-Type: text/html

                <p>The following addresses failed:<br>&lt;<a \
                href="mailto:ann@inbox.test">ann&#64;inbox.test</a>&gt;</p>
                --x
                Content-Type: text/rfc822-headers

                The following addresses failed: bo@inbox.test
                --x
                Content-Type: text/plain
                Content-Disposition: attachment; filename=message.txt

                The following addresses failed: cy@inbox.test
                --x--
                """.utf8))
        #expect(addresses(mail) == ["ann@inbox.test"])
    }

    @Test("of any length is read to its bounds")
    func long() {
        let head = "The following addresses failed:\n"
        let many = (0..<100_000).map { "a\($0)@inbox.test\n" }.joined()
        #expect((300...400).contains(read(head + many).recipients.count))
        #expect(read(head + String(repeating: "@", count: 1_000_000)).recipients.isEmpty)
        #expect(read(String(repeating: head + "\n", count: 100_000)).recipients.isEmpty)
        let strangers = String(repeating: "user unknown bounces@news.test ", count: 30) + "\n"
        #expect(read(String(repeating: strangers, count: 1000)).recipients.isEmpty)
        #expect(read(String(repeating: "<ann@inbox.test>:\n", count: 50_000)).recipients.count == 1)
        #expect(read(String(repeating: "<", count: 1_000_000)).recipients.isEmpty)
    }
}
