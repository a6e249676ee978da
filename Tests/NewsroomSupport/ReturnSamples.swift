// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Mail as it comes back to the newsroom `TemporaryNewsroom`, in the forms that servers write.
public enum ReturnSamples {
    /// A delivery status notification (RFC 3464) without what it returns.
    public static func bounce(
        to path: String, of address: String, status: String = "5.1.1",
        saying words: String = "550 5.1.1 No such user",
        action: String = "failed", quoting original: String = "Subject: hidden\n"
    ) -> [UInt8] {
        bytes(
            """
            Return-Path: <>
            From: MAILER-DAEMON@mx.inbox.test (Mail Delivery System)
            To: <\(path)>
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

            --b1
            Content-Type: text/plain

            Your message could not be delivered.

            --b1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.inbox.test

            Final-Recipient: rfc822; \(address)
            Action: \(action)
            Status: \(status)
            Diagnostic-Code: smtp; \(words)

            --b1
            Content-Type: text/rfc822-headers

            \(original)
            --b1--

            """)
    }

    /// A report of abuse (RFC 5965).
    /// - Parameter header: that of the reported message, as far as the reporter shows it.
    public static func complaint(to path: String, of header: String, asMessage: Bool = false) -> [UInt8] {
        bytes(
            """
            From: <feedback@provider.test>
            To: <\(path)>
            Subject: FW: abuse report
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

            --b2
            Content-Type: text/plain

            This is an abuse report.

            --b2
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: Reporter/1.0
            Version: 1

            --b2
            Content-Type: \(asMessage ? "message/rfc822" : "text/rfc822-headers")

            \(header)
            --b2--

            """)
    }

    /// A letter as a person or their mail program writes it.
    public static func letter(
        to address: String, subject: String, saying text: String = "", from: String = "reader1@inbox.test"
    ) -> [UInt8] {
        bytes("From: <\(from)>\nTo: <\(address)>\nSubject: \(subject)\n\n\(text)\n")
    }

    /// The header of a copy, with one that stands at the end of its lines.
    public static func header(of copy: [UInt8]) -> String {
        let text = String(decoding: copy, as: UTF8.self).replacing("\r\n", with: "\n")
        return String(text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)) + "\n"
    }

    private static func bytes(_ text: String) -> [UInt8] {
        Array(text.replacing("\n", with: "\r\n").utf8)
    }
}
