// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import DomainRecords

@Suite("The Public Suffix List")
struct PublicSuffixesTests {
    @Test(
        "says what of a host's name somebody registered",
        arguments: [
            ("alt1.gmail-smtp-in.l.google.com", "google.com"), ("mx.example.co.uk", "example.co.uk"),
            ("news-example.mail.protection.outlook.com", "outlook.com"), ("mx1.a.kyiv.ua", "a.kyiv.ua"),
            ("example.com", "example.com"), ("com", nil), ("co.uk", nil), ("", nil), ("mx..", nil),
        ] as [(String, String?)])
    func registered(host: String, part: String?) {
        #expect(PublicSuffixes.registered(in: host) == part)
    }
}
