// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DomainRecords

@Suite("A signing key in DNS")
struct DKIMVerdictTests {
    /// A SubjectPublicKeyInfo of a 2048-bit key: 24 bytes that say so, and an RSAPublicKey.
    private static let bare = Data([0x30, 0x82] + (0..<268).map { UInt8($0 & 0xFF) })
    private static let rsa = (Data([UInt8](repeating: 0x55, count: 24)) + bare).base64EncodedString()
    private static let ed25519 = Data(1...32).base64EncodedString()
    private static let ours = "v=DKIM1; k=rsa; p=\(rsa)"

    private static let cases: [([String], DKIMVerdict)] = [
        ([ours], .agrees(testing: false, bare: false)),
        (["k=rsa;p=\(rsa)"], .agrees(testing: false, bare: false)),
        (["p=\(rsa)"], .agrees(testing: false, bare: false)),
        (["v=DKIM1; t=y; p=\(rsa)"], .agrees(testing: true, bare: false)),
        (["v=DKIM1; t=s : y; p=\(rsa)"], .agrees(testing: true, bare: false)),
        (["v=DKIM1; h=sha1:sha256; s=email; p=\(rsa)"], .agrees(testing: false, bare: false)),
        (["v=DKIM1; p=\(rsa.prefix(30)) \(rsa.dropFirst(30))"], .agrees(testing: false, bare: false)),
        (["v=DKIM1; p=\(bare.base64EncodedString())"], .agrees(testing: false, bare: true)),
        (["v=DKIM1; k=rsa; p=\(Data(0..<200).base64EncodedString())"], .different),
        (["v=DKIM1; k=rsa; p="], .revoked),
        (["v=DKIM1; k=ed25519; p=\(ed25519)"], .otherType("ed25519")),
        (["v=DKIM1; s=tlsrpt; p=\(rsa)"], .notForMail),
        (["v=DKIM1; h=sha1; p=\(rsa)"], .otherHash),
        ([ours, ours], .several(2)),
        (["v=DKIM1; k=rsa"], .unreadable(.missing("p"))),
        (["v=DKIM2; p=\(rsa)"], .unreadable(.version("DKIM1"))),
        (["p=\(rsa); v=DKIM1"], .unreadable(.version("DKIM1"))),
        (["v=DKIM1; p=not_base64"], .unreadable(.value(tag: "p", "not_base64"))),
        (["google-site-verification"], .unreadable(.noTag("google-site-verification"))),
    ]

    @Test("is compared with ours (RFC 6376 §3.6.1)", arguments: cases)
    func compared(texts: [String], verdict: DKIMVerdict) {
        let answer = Answer.records(texts.map { Array($0.utf8) })
        #expect(DKIMVerdict.of(answer, expected: Self.ours) == verdict)
    }

    @Test("Ed25519 keys are 32 bytes (RFC 8463 §4.2)")
    func short() {
        let record = "v=DKIM1; k=ed25519; p=\(Self.ed25519)"
        let answer = Answer.records([Array(record.utf8)])
        #expect(DKIMVerdict.of(answer, expected: record) == .agrees(testing: false, bare: false))
        #expect(
            DKIMVerdict.of(.records([Array("p=\(Self.ed25519)".utf8)]), expected: record) == .otherType("rsa")
        )
    }

    @Test("may be missing, or not to be known")
    func absent() {
        #expect(DKIMVerdict.of(.noName, expected: Self.ours) == .missing)
        #expect(DKIMVerdict.of(.noRecords, expected: Self.ours) == .missing)
        #expect(DKIMVerdict.of(.failed(.serverFailed), expected: Self.ours) == .unknown(.serverFailed))
    }
}
