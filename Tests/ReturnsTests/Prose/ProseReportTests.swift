// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

@Suite("A report in prose")
struct ProseReportTests {
    private func read(_ text: String, from: String = "MAILER-DAEMON@mx.test", subject: String = "Mail")
        -> ReturnedMail
    {
        ReturnedMail(
            reading: Array(
                "From: \(from)\nTo: bounces@news.test\nSubject: \(subject)\nContent-Type: text/plain; charset=utf-8\n\n\(text)\n"
                    .utf8))
    }

    private func told(_ mail: ReturnedMail) -> [String] {
        mail.recipients.map {
            "\($0.address?.description ?? "-") \($0.action.rawValue) \($0.failure?.cause.rawValue ?? "-") \($0.failure?.persistence.rawValue ?? "-")"
        }
    }

    @Test(
        "names who was not reached, in the words of each program",
        arguments: [
            (
                """
                Hi. This is the qmail-send program at mx.test.
                I'm afraid I wasn't able to deliver your message to the following addresses.

                <ann@inbox.test>:
                192.0.2.7 does not like recipient.
                Remote host said: 550 5.1.1 User unknown

                <bo@inbox.test>:
                Sorry, no mailbox here by that name.

                --- Below this line is a copy of the message.

                <cy@inbox.test>: hello
                """,
                ["ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed unknownUser permanent"]
            ),
            (
                """
                This message was created automatically by mail delivery software.

                A message that you sent could not be delivered. The following address(es) failed:

                  ann@inbox.test
                    SMTP error from remote mail server after RCPT TO:<ann@inbox.test>:
                    host mx.inbox.test: 552 5.2.2 Mailbox full

                ------ This is a copy of the message, including all the headers. ------

                  bo@inbox.test
                """, ["ann@inbox.test failed mailboxFull permanent"]
            ),
            (
                """
                A message that you sent has not yet been delivered to all its recipients.
                The address to which the message has not yet been delivered is:

                  ann@inbox.test

                No action is required on your part.
                """, ["ann@inbox.test delayed other transient"]
            ),
            (
                """
                   ----- The following addresses had permanent fatal errors -----
                <ann@inbox.test>

                   ----- Transcript of session follows -----
                ... while talking to mx.inbox.test.:
                >>> RCPT To:<ann@inbox.test>
                <<< 550 5.1.1 <ann@inbox.test>... User unknown
                """, ["ann@inbox.test failed unknownUser permanent"]
            ),
            (
                """
                This is the mail system at host mx.test.

                <ann@inbox.test>: host mx.inbox.test[192.0.2.7] said: 550 5.7.1 Blocked (in reply to RCPT TO command)
                """, ["ann@inbox.test failed policy permanent"]
            ),
            (
                """
                Your message did not reach some or all of the intended recipients.

                      Subject: Morning
                The following recipient(s) could not be reached:

                      ann@inbox.test on 23.11.2026 06:01
                            The e-mail account does not exist at the organization. <mx.test #5.1.1>
                """, ["ann@inbox.test failed unknownUser permanent"]
            ),
            (
                "Unknown user: ann@inbox.test\n\nUnknown user: bo@inbox.test\n",
                ["ann@inbox.test failed unknownUser permanent", "bo@inbox.test failed unknownUser permanent"]
            ),
            (
                "did not reach the following recipient(s):\n\nc=US;a= ;p=MX;dda:SMTP=ann@inbox.test; on Fri\n    The recipient name is not recognized\n",
                ["ann@inbox.test failed other permanent"]
            ),
            (
                "Die Nachricht an <ann@inbox.test> konnte nicht zugestellt werden.\n",
                ["ann@inbox.test failed other permanent"]
            ),
            (
                "Votre message n'a pas pu être délivré à\nann@inbox.test\n",
                ["ann@inbox.test failed other permanent"]
            ),
            ("No se pudo entregar el mensaje a ann@inbox.test\n", ["ann@inbox.test failed other permanent"]),
            (
                "Лист не вдалося доставити за адресою ann@inbox.test\n",
                ["ann@inbox.test failed other permanent"]
            ),
            (
                "Сообщение не может быть доставлено:\nann@inbox.test\n",
                ["ann@inbox.test failed other permanent"]
            ),
            ("次の宛先に配信できませんでした: ann@inbox.test\n", ["ann@inbox.test failed other permanent"]),
        ])
    func dialects(text: String, expected: [String]) {
        let mail = read(text)
        #expect(mail.kind == .prose && told(mail) == expected)
    }

    @Test("names them in a field of its own")
    func field() {
        let text =
            "From: x@mx.test\nX-Failed-Recipients: ann@inbox.test,\n bo@inbox.test\n\n550 5.1.1 No such user\n"
        let mail = ReturnedMail(reading: Array(text.utf8))
        #expect(
            mail.kind == .prose && told(mail).count == 2 && mail.recipients[0].status?.description == "5.1.1")
    }

    @Test(
        "is none where somebody writes of one, is away, or asks",
        arguments: [
            (
                "Re: failure notice",
                "I got this: the following address failed: bo@inbox.test. What shall I do?"
            ),
            ("Away until Monday", "I am no longer at this address: write to bo@inbox.test."),
            ("Please confirm", "Your message to bo@inbox.test is rejected until you press this link."),
            ("Morning Edition", "The following recipients failed to win: ann@inbox.test"),
            ("Digest, Vol 3", "could not be delivered to ann@inbox.test, wrote Bo."),
        ])
    func letters(subject: String, text: String) {
        #expect(read(text, from: "Ann Lee <ann@home.test>", subject: subject).recipients.isEmpty)
    }

    @Test("of any length is read in time")
    func long() {
        let lines = String(
            repeating: "<ann@inbox.test>: The following addresses failed: a@b@c ", count: 20_000)
        _ = read(lines)
        _ = read(String(repeating: "the following addresses failed\n\n", count: 100_000))
        _ = read(String(repeating: "@", count: 1_000_000))
    }
}
