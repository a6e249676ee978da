// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import MailFormat

@Suite("DKIM")
struct DKIMTests {
    private static let message = Array(
        "From: Ann <ann@news.test>\r\nTo: <bo@inbox.test>\r\nSubject: Ferries\r\n  run\r\n\r\nGood  morning \r\n\r\n\r\n"
            .utf8)

    /// The example key on the curve P-256 (RFC 6979 §A.2.5).
    private static let curve = """
        -----BEGIN PRIVATE KEY-----
        MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCDJr6nYRbp1FmtcIVdn
        sdaTTlDD2zbomxJ7imIrEg9nIQ==
        -----END PRIVATE KEY-----
        """

    private func sign(
        _ message: [UInt8], body: DKIMSigner.BodyCanonicalization = .simple, template: MessageTemplate? = nil
    ) throws -> String {
        let key = try DKIMKey.generate(.ed25519)
        let signer = DKIMSigner(
            [.init(domain: "news.test", selector: "e1", key: key)], body: body, time: 1_795_000_000,
            template: template)
        var signed = message
        try signer.sign(&signed)
        #expect(signed.suffix(message.count).elementsEqual(message), "the message itself is not changed")
        return String(decoding: signed.dropLast(message.count), as: UTF8.self)
    }

    /// A tag's value without folds.
    private func tag(_ name: String, in field: String) -> String? {
        let tags = field.dropFirst("DKIM-Signature:".count).split(separator: ";")
            .map { $0.filter { !$0.isWhitespace } }
        return tags.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    // The examples of RFC 6376 §3.4.5 and the digests of §3.4.3 and §3.4.4.
    @Test("hashes bodies as they are, but for empty lines at the end, or without needless blanks")
    func bodies() throws {
        func digest(_ text: String) -> String {
            Base64.text(of: SHA256.hash(of: Array(text.utf8)))
        }
        let header = "From: a@news.test\r\n\r\n"
        for (body, simple, relaxed) in [
            (" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"),
            ("no end", "no end\r\n", "no end\r\n"), ("", "\r\n", ""), ("\r\n\r\n", "\r\n", ""),
        ] {
            let message = Array((header + body).utf8)
            #expect(tag("bh", in: try sign(message)) == digest(simple), "\(body)")
            #expect(tag("bh", in: try sign(message, body: .relaxed)) == digest(relaxed), "\(body)")
        }
        #expect(digest("\r\n") == "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=")
        #expect(digest("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test("reads header fields with their folds, relaxed")
    func fields() {
        let fields = HeaderField.fields(in: Array("A: X\r\nB : Y\t\r\n\tZ  \r\nnonsense\r\nC:\r\n".utf8)[...])
        #expect(
            fields.map { String(decoding: $0.relaxed, as: UTF8.self) } == ["a:X\r\n", "b:Y Z\r\n", "c:\r\n"])
    }

    @Test("lists what it signs once more than it occurs, and folds its lines")
    func covered() throws {
        let field = try sign(Self.message)
        let names = try #require(tag("h", in: field)).split(separator: ":").map(String.init)
        #expect(names.count { $0 == "From" } == 2 && names.count { $0 == "Subject" } == 2)
        for missing in ["Reply-To", "Cc", "List-Unsubscribe", "List-Unsubscribe-Post"] {
            #expect(names.count { $0 == missing } == 1, "\(missing)")
        }
        #expect(field.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(tag("c", in: field) == "relaxed/simple" && tag("t", in: field) == "1795000000")
    }

    @Test("lists what says whose copy it is as often as it stands there, since relays add such fields")
    func references() throws {
        let fields = "X-Daybreak-Ref: abc\r\nFeedback-ID: a:b:c:d\r\n"
        let names = try #require(tag("h", in: try sign(Array(fields.utf8) + Self.message))).split(
            separator: ":")
        #expect(names.suffix(2) == ["X-Daybreak-Ref", "Feedback-ID"])
        #expect(try #require(tag("h", in: try sign(Self.message))).contains("Ref") == false)
    }

    @Test("a body hashed from its template's digest on has the digest of all of it")
    func template() throws {
        let sample = try NewsletterSample.draft().compiled()
        for name in ["Ann", "", "Олена 🗞️", String(repeating: "long ", count: 40)] {
            var message: [UInt8] = []
            sample.splice(sample.fields.map { _ in name }, into: &message)
            #expect(
                tag("bh", in: try sign(message, template: sample)) == tag("bh", in: try sign(message)),
                "\(name)")
        }
    }

    @Test("keys survive PEM, and what is no key to sign with says why")
    func keys() throws {
        for algorithm in DKIMKey.Algorithm.allCases {
            let key = try DKIMKey.generate(algorithm)
            let again = try DKIMKey(pem: Array(key.pem().utf8))
            #expect(try again.publicText() == key.publicText() && again.algorithm == algorithm)
        }
        #expect(try DKIMKey.generate(.ed25519).publicKey().count == 32)
        for nonsense in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "\u{0}"] {
            #expect(throws: DKIMKey.Fault.unreadable) { try DKIMKey(pem: Array(nonsense.utf8)) }
        }
        #expect(throws: DKIMKey.Fault.unknownKind) { try DKIMKey(pem: Array(Self.curve.utf8)) }
        #expect(throws: DKIMKey.Fault.weak(bits: 512)) { try DKIMKey.generate(.rsa, bits: 512) }
    }

    @Test("selectors are names in DNS")
    func selectors() {
        for good in ["s2026", "a.b", "x-1"] { #expect(DKIMSigner.isSelector(good), "\(good)") }
        for bad in ["", ".", "a..b", "-a", "a-", "a b", "ä", "a_b", "a;b", String(repeating: "a", count: 64)]
        {
            #expect(!DKIMSigner.isSelector(bad), "\(bad)")
        }
    }
}
