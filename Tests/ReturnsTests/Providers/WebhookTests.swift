// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Testing

@testable import Returns

@Suite("Requests to a webhook")
struct WebhookTests {
    private static let now: Int64 = 1_795_932_000
    private static let password = "correct-horse-battery"

    private func request(
        _ headers: [(name: String, value: String)] = [], _ query: [String: String] = [:],
        _ body: String = "[]"
    ) -> WebhookRequest {
        WebhookRequest(headers: headers, query: query, body: Array(body.utf8))
    }

    private func fault(_ secret: WebhookSecret, _ request: WebhookRequest, now: Int64 = Self.now)
        -> WebhookFault?
    {
        do throws(WebhookFault) {
            try secret.check(request, now: now)
            return nil
        } catch {
            return error
        }
    }

    private func basic(_ text: String) -> String { "Basic \(Data(text.utf8).base64EncodedString())" }

    @Test("are accepted with the secret as a password, a bearer token or a parameter")
    func shared() throws {
        let secret = try WebhookSecret.shared(Self.password)
        for value in [
            basic("daybreak:\(Self.password)"), basic(":\(Self.password)"), "bearer \(Self.password)",
        ] {
            #expect(fault(secret, request([("AUTHORIZATION", value)])) == nil)
        }
        #expect(fault(secret, request([], ["token": Self.password])) == nil)
        #expect(secret.accepts(request([], ["token": Self.password]), now: Self.now))
    }

    @Test("are refused without the secret")
    func notShared() throws {
        let secret = try WebhookSecret.shared(Self.password)
        let values = [
            basic("daybreak:wrong"), basic(Self.password), "Basic \(Self.password)", "Bearer", "Bearer ",
            "Bearer \(Self.password)x", "Digest \(Self.password)", Self.password, "",
        ]
        for value in values {
            #expect(fault(secret, request([("Authorization", value)])) != nil, "\(value)")
        }
        #expect(fault(secret, request()) == .missing("Authorization"))
        #expect(fault(secret, request([], ["token": ""])) == .wrongSecret)
        #expect(fault(secret, request([], ["Token": Self.password])) == .missing("Authorization"))
        #expect(!secret.accepts(request(), now: Self.now))
    }

    @Test("are refused where the secret would be a guess")
    func weak() throws {
        #expect(throws: WebhookFault.weakSecret(least: 16)) { try WebhookSecret.shared("") }
        #expect(throws: WebhookFault.weakSecret(least: 16)) { try WebhookSecret.shared("fifteen-letters") }
        #expect(throws: WebhookFault.weakSecret(least: 16)) { try WebhookSecret.mailgun(signingKey: "") }
    }

    private static let mailgunKey = "key-of-the-webhooks-0001"

    private func mailgun(at time: Int64, token: String = "a1b2", key: String = Self.mailgunKey)
        -> WebhookRequest
    {
        let code = HMACSHA256(Array(key.utf8)).code(of: Array("\(time)\(token)".utf8))
        let hex = code.map { String(format: "%02x", $0) }.joined()
        return request(
            [], [:],
            """
            {"signature": {"timestamp": "\(time)", "token": "\(token)", "signature": "\(hex)"},
             "event-data": {}}
            """)
    }

    @Test("of Mailgun are accepted with its signature, five minutes before and after")
    func mailgunSignature() throws {
        let secret = try WebhookSecret.mailgun(signingKey: Self.mailgunKey)
        #expect(try secret.check(mailgun(at: Self.now), now: Self.now) == "a1b2")
        #expect(fault(secret, mailgun(at: Self.now - 300)) == nil)
        #expect(fault(secret, mailgun(at: Self.now + 300)) == nil)
        #expect(fault(secret, mailgun(at: Self.now - 301)) == .stale(seconds: 301))
        #expect(fault(secret, mailgun(at: Self.now + 301)) == .stale(seconds: -301))
        #expect(fault(secret, mailgun(at: .min)) == .stale(seconds: .max))
        #expect(fault(secret, mailgun(at: Self.now, key: "key-of-the-webhooks-0002")) == .wrongSignature)
    }

    @Test("of Mailgun match a signature that openssl made")
    func mailgunVector() throws {
        let secret = try WebhookSecret.mailgun(signingKey: Self.mailgunKey)
        let body = """
            {"signature": {"timestamp": "1795932000", "token": "a1b2c3",
            "signature": "81c1135e0f0e02b577e5ef7888cc60cc466d3ebad29e09ecd4163308e70bacaf"}}
            """
        #expect(fault(secret, request([], [:], body)) == nil)
        #expect(
            fault(secret, request([], [:], body.replacingOccurrences(of: "a1b2c3", with: "a1b2c4"))) != nil)
    }

    @Test(
        "of Mailgun say what they lack",
        arguments: [
            ("{}", "it has no “signature.timestamp”"),
            (#"{"signature": {"timestamp": "1"}}"#, "it has no “signature.token”"),
            (#"{"signature": {"timestamp": "1", "token": "a"}}"#, "it has no “signature.signature”"),
            (
                #"{"signature": {"timestamp": "1", "token": "a", "signature": ""}}"#,
                "its signature is not the provider's"
            ),
            ("x", "its “body” is not what it should be"),
        ])
    func mailgunFaults(body: String, expected: String) throws {
        let secret = try WebhookSecret.mailgun(signingKey: Self.mailgunKey)
        #expect(fault(secret, request([], [:], body))?.description == expected)
    }

    private static let signer = TestSigner(.ec(curve: "P-256"))

    private func sendGrid(
        at time: String = "\(now)", signer: TestSigner = Self.signer, body: String = "[{}]\r\n",
        signing signed: String? = nil
    ) -> WebhookRequest {
        request(
            [
                (
                    "x-twilio-email-event-webhook-signature",
                    signer.sign(Array("\(time)\(signed ?? body)".utf8))
                ),
                ("x-twilio-email-event-webhook-timestamp", time),
            ], [:], body)
    }

    @Test("of SendGrid are accepted with its signature of these bytes")
    func sendGridSignature() throws {
        let secret = try WebhookSecret.sendGrid(publicKey: Self.signer.publicKey)
        #expect(fault(secret, sendGrid()) == nil)
        #expect(fault(secret, sendGrid(signing: "[{}]")) == .wrongSignature)
        #expect(fault(secret, sendGrid(signer: TestSigner(.ec(curve: "P-256")))) == .wrongSignature)
        #expect(fault(secret, sendGrid(), now: Self.now + 90_001) == .stale(seconds: 90_001))
        #expect(fault(secret, sendGrid(), now: Self.now - 301) == .stale(seconds: -301))
        #expect(
            fault(secret, sendGrid(at: "soon")) == .malformed("X-Twilio-Email-Event-Webhook-Timestamp"))
        #expect(fault(secret, request()) == .missing("X-Twilio-Email-Event-Webhook-Signature"))
        let headers = sendGrid().headers
        #expect(
            fault(secret, request([headers[0]])) == .missing("X-Twilio-Email-Event-Webhook-Timestamp"))
        for text in ["%", "", "AAAA"] {
            #expect(fault(secret, request([(headers[0].name, text), headers[1]])) != nil)
        }
    }

    @Test("of SendGrid match a signature that openssl made")
    func sendGridVector() throws {
        let secret = try WebhookSecret.sendGrid(
            publicKey: """
                MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERG0UUAN2FkT6UZ8Q76It8dXvw+
                OoVb8+F3jOdqBLFFRuWj85wjfZe9pyrudcZL+FSGMb0Fze0hF505mJWhvnOQ==
                """)
        let signature =
            "MEYCIQDB82Zbl6ZYZfltYcondgcVJYLpT2jkAb2WGsyvWzjBGgIhANcJbvGyOPgPWv7H3GnZXx84CcqPBFNGzNC27CjZeA1g"
        func signed(_ body: String) -> WebhookRequest {
            request(
                [
                    ("X-Twilio-Email-Event-Webhook-Signature", signature),
                    ("X-Twilio-Email-Event-Webhook-Timestamp", "1795932000"),
                ], [:], body)
        }
        #expect(fault(secret, signed(#"[{"event":"open"}]"#)) == nil)
        #expect(fault(secret, signed(#"[{"event":"opem"}]"#)) == .wrongSignature)
    }

    @Test("of SendGrid need a public key of its curve")
    func sendGridKeys() {
        let keys = [
            "", "AAAA", "no key", TestSigner(.rsa(bits: 2048)).publicKey,
            TestSigner(.ec(curve: "P-384")).publicKey,
            TestSigner(.ec(curve: "secp256k1")).publicKey,
        ]
        for key in keys {
            #expect(throws: WebhookFault.badKey) { try WebhookSecret.sendGrid(publicKey: key) }
        }
    }
}
