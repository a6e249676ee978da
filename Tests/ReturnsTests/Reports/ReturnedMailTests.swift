// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

@Suite("Mail that comes back")
struct ReturnedMailTests {
    private func report(_ status: String, text: String = "Sorry.") -> ReturnedMail {
        ReturnedMail(
            reading: Array(
                """
                From: MAILER-DAEMON@mx.test
                Auto-Submitted: auto-replied
                Content-Type: multipart/report; report-type=delivery-status; boundary=x

                --x

                \(text)
                --x
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.test

                \(status)
                --x
                Content-Type: text/rfc822-headers

                Subject: Sent
                --x--
                """.utf8))
    }

    @Test(
        "says of a recipient what the server said that refused it",
        arguments: [
            (
                """
                Final-Recipient: rfc822; ann@inbox.test
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 No such user
                """,
                "ann@inbox.test failed unknownUser permanent 5.1.1"
            ),
            (
                """
                Original-Recipient: rfc822;ann@inbox.test
                Final-Recipient: RFC822; <x@other.test>
                Action: failed (really)
                Status: 5.2.2 (full)
                """,
                "ann@inbox.test failed mailboxFull permanent 5.2.2"
            ),
            (
                """
                Final-Recipient: rfc822; ann@inbox.test
                Action: delayed
                Status: 4.4.1
                Diagnostic-Code: x-unix; cannot connect
                """,
                "ann@inbox.test delayed network transient 4.4.1"
            ),
            (
                """
                Final-Recipient: rfc822; ann@inbox.test
                Action: failed
                Status: 4.2.2
                Diagnostic-Code: smtp; 452-4.2.2 The mailbox
                 452 4.2.2 is full
                """,
                "ann@inbox.test failed mailboxFull transient 4.2.2"
            ),
            (
                "Final-Recipient: utf-8; j\\x{F6}rg@inbox.test\nStatus: 5.1.1",
                "jörg@inbox.test failed unknownUser permanent 5.1.1"
            ),
            (
                """
                Action: failed
                Status: 5.0.0 (mailbox full)
                Original-recipient: rfc822;ann@inbox.test
                Final-recipient: rfc822;ann@local
                """,
                "ann@inbox.test failed mailboxFull permanent 5.0.0"
            ),
            (
                """
                Final-Recipient: rfc822; ann@inbox.test
                Action: failed
                Status: 5.0.0
                Diagnostic-Code: smtp; 550-5.7.1 Our system has detected that
                 550-5.7.1 this message is likely unsolicited
                 550 5.7.1 mail
                """,
                "ann@inbox.test failed policy permanent 5.0.0"
            ),
            (
                "Final-Recipient: rfc822; redacted\nAction: failed\nStatus: 5.7.1",
                "- failed policy permanent 5.7.1"
            ),
            (
                "Final-Recipient: rfc822; ann@inbox.test\nAction: delivered\nStatus: 2.1.5",
                "ann@inbox.test delivered 2.1.5"
            ),
        ])
    func statuses(group: String, expected: String) {
        let mail = report(group)
        #expect(mail.kind == .dsn && mail.recipients.count == 1)
        let words = mail.recipients.map { one in
            [
                one.address?.description ?? "-", one.action.rawValue, one.failure?.cause.rawValue,
                one.failure?.persistence.rawValue,
                one.status?.description,
            ].compactMap(\.self).joined(separator: " ")
        }
        #expect(words == [expected])
    }

    @Test(
        "says in its text what its fields do not: behind an address, or below it",
        arguments: [
            ("ann@inbox.test: 550 5.1.1 <ann@inbox.test>: No such user", "failed unknownUser permanent"),
            ("<ann@inbox.test>: host mx.test said: 552 5.2.2 Full", "failed mailboxFull permanent"),
            ("ann@inbox.test: 550-Verified <ann@inbox.test>No Such UserBye", "failed unknownUser permanent"),
            ("ann@inbox.test: 500 5.4.6 Routing loop detected", "failed network permanent"),
            ("ann@inbox.test: Routing loop detected", "failed network permanent"),
            ("ann@inbox.test: message too large for peer", "failed size permanent"),
            ("ann@inbox.test: Domain does not exist", "failed unknownUser permanent"),
            ("ann@inbox.test: Envelope expired", "failed network transient"),
            ("  ann@inbox.test\n    Unrouteable address", "failed unknownUser permanent"),
            (
                "  ann@inbox.test\n    (generated from x@inbox.test)\n    no such user",
                "failed unknownUser permanent"
            ),
            (
                "  ann@inbox.test\n    an MX or SRV record indicated no SMTP service",
                "failed network permanent"
            ),
            (
                "  ann@inbox.test\n    host mx.test [192.0.2.7]\n    retry timeout exceeded",
                "failed network transient"
            ),
            (
                "  ann@inbox.test\n    mailbox is full:\n    retry timeout exceeded",
                "failed mailboxFull transient"
            ),
            (
                "  bo@inbox.test\n  ann@inbox.test\n    no such user\n  cy@inbox.test\n    is full",
                "failed unknownUser permanent"
            ),
            ("  bo@inbox.test\n    no such user", "failed other permanent"),
            ("ann@inbox.test has no such user", "failed other permanent"),
            ("ann@inbox.test:\n\nno such user", "failed other permanent"),
        ])
    func told(text: String, expected: String) {
        let mail = report(
            "Final-Recipient: rfc822; ann@inbox.test\nAction: failed\nStatus: 5.0.0", text: text)
        #expect(mail.kind == .dsn && mail.lines == ["ann@inbox.test \(expected)"])
    }

    @Test(
        "of a delay never refuses for good, and is over where its time is",
        arguments: [
            (
                "Status: 4.7.1\nDiagnostic-Code: smtp; 554 5.7.1 Blocked using bl.test",
                "delayed blocked transient"
            ),
            ("Status: 4.0.0", "delayed network transient"),
            ("Status: 4.4.7", "delayed network transient"),
            ("Status: 4.4.7\nDiagnostic-Code: x-mx; Envelope expired", "failed network transient"),
        ])
    func delayed(status: String, expected: String) {
        let mail = report(
            "Final-Recipient: rfc822; ann@inbox.test\nAction: delayed\n\(status)",
            text: "ann@inbox.test: Network error on destination MXs")
        #expect(mail.lines == ["ann@inbox.test \(expected)"])
    }

    @Test("speaks of several, also without an empty line between them, and of nobody where it says nothing")
    func several() {
        let group = { (name: String) in
            "Final-Recipient: rfc822; \(name)@inbox.test\nAction: failed\nStatus: 5.1.1\n"
        }
        for between in ["", "\n"] {
            let mail = report(group("ann") + between + group("bo") + between + group("cy"))
            #expect(
                mail.recipients.map { $0.address?.description } == [
                    "ann@inbox.test", "bo@inbox.test", "cy@inbox.test",
                ])
        }
        #expect(report("Arrival-Date: today").kind == .autoreply)
    }

    @Test("may be a complaint, with or without a recipient")
    func complaint() {
        func read(_ fields: String) -> ReturnedMail {
            ReturnedMail(
                reading: Array(
                    """
                    Content-Type: multipart/report; report-type=feedback-report; boundary=x

                    --x

                    This is an email abuse report.
                    --x
                    Content-Type: message/feedback-report

                    Feedback-Type: abuse
                    User-Agent: SomeGenerator/1.0
                    Version: 1
                    \(fields)
                    --x
                    Content-Type: message/rfc822

                    Subject: Sent
                    To: ann@inbox.test

                    Words.
                    --x--
                    """.utf8))
        }
        let mail = read("Original-Rcpt-To: <ann@inbox.test>")
        #expect(mail.kind == .arf && mail.abuse?.isComplaint == true && mail.recipients.isEmpty)
        #expect(
            mail.abuse?.recipients.map(\.description) == ["ann@inbox.test"]
                && mail.abuse?.reporter == "SomeGenerator/1.0")
        #expect(read("Original-Rcpt-To: redacted").abuse?.recipients == [])
        #expect(read("Feedback-Type: abuse").abuse?.kind == "abuse")
    }

    @Test(
        "is a program's answer when it says so, and a letter otherwise",
        arguments: [
            ("Auto-Submitted: auto-replied (vacation)\n", ReturnedMail.Kind.autoreply),
            ("X-Autoreply: yes\n", .autoreply),
            ("Precedence: auto_reply\n", .autoreply),
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
                .autoreply
            ),
            ("Auto-Submitted: no\n", .none), ("Precedence: bulk\n", .none), ("", .none),
        ])
    func answers(fields: String, kind: ReturnedMail.Kind) {
        let mail = ReturnedMail(
            reading: Array("From: ann@inbox.test\nSubject: =?utf-8?q?Re=3A_Hi?=\n\(fields)\nWords.\n".utf8))
        #expect(mail.kind == kind && mail.subject == "Re: Hi" && mail.recipients.isEmpty)
    }

    @Test("is never what it quotes")
    func quoted() {
        let inner =
            """
            Content-Type: message/delivery-status

            Final-Recipient: rfc822; ann@inbox.test
            Action: failed
            Status: 5.1.1

            """
        let forwarded =
            """
            Subject: Look
            Content-Type: multipart/mixed; boundary=x

            --x

            Look.
            --x
            Content-Type: message/rfc822

            \(inner)
            --x--

            """
        #expect(ReturnedMail(reading: Array(forwarded.utf8)).kind == .none)
    }

    @Test(
        "is the report that a gateway sends on whole, under a report's name only", arguments: [true, false])
    func wrapped(isNamed: Bool) {
        let mail = ReturnedMail(
            reading: Array(
                """
                From: postmaster@mx.test
                Content-Type: multipart/mixed; boundary=y\(isNamed ? "; report-type=delivery-status" : "")

                --y
                Content-Type: message/rfc822

                Content-Type: multipart/report; report-type=delivery-status; boundary=x

                --x
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; ann@inbox.test
                Action: failed
                Status: 5.1.1
                --x--
                --y

                This mail is confidential.
                --y--
                """.utf8))
        #expect(mail.recipients.map { $0.address?.description } == (isNamed ? ["ann@inbox.test"] : []))
    }

    @Test("speaks of a thousand recipients at the most")
    func bounds() {
        let group = "Final-Recipient: rfc822; ann@inbox.test\nAction: failed\n"
        for between in ["", "\n"] {
            let told = String(repeating: "ann@inbox.test:\nNo such user\n", count: 100_000)
            let mail = report(String(repeating: group + between, count: 3000), text: told)
            #expect(mail.recipients.count <= 1000)
        }
    }
}
