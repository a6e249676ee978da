// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Returns

/// A report as a server writes it, and what it says: a line for each recipient of the address, the action,
/// the cause and the persistence.
struct DialectFixture: Sendable, CustomTestStringConvertible {
    /// The dialect that understands it.
    let dialect: String
    var from = "MAILER-DAEMON@mx.test"
    var subject = "Mail"
    var type = "text/plain; charset=utf-8"
    let text: String
    let expected: [String]

    var testDescription: String { dialect }

    var message: [UInt8] {
        Array(
            """
            Return-Path: <>
            From: \(from)
            To: bounces@news.test
            Subject: \(subject)
            Message-ID: <4711@mx.test>
            Content-Type: \(type)

            \(text)

            """.utf8)
    }
}

extension ReturnedMail {
    /// What it says of each recipient, as fixtures write it.
    var lines: [String] {
        recipients.map { one in
            [
                one.address?.description ?? "-", one.action.rawValue, one.failure?.cause.rawValue,
                one.failure?.persistence.rawValue,
            ].compactMap(\.self).joined(separator: " ")
        }
    }
}
