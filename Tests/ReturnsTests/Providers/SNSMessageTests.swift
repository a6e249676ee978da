// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Foundation
import Testing

@testable import Returns

@Suite("Messages of Amazon SNS")
struct SNSMessageTests {
    private static let topic = "arn:aws:sns:eu-west-1:000000000001:returns"
    private static let certificateURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-7f.pem"
    /// 2026-11-29T06:00:00Z.
    private static let sent: Int64 = 1_795_932_000
    private static let year: Int64 = 31_536_000
    private static let signer = TestSigner(.rsa(bits: 2048))
    private static let certificate = signer.certificate(from: sent - year, to: sent + year)

    /// The fields of a message, signed as the documentation says.
    private static func fields(
        _ type: String = "Notification", version: String = "2", signer: TestSigner = signer,
        changing changes: [String: String?] = [:]
    ) -> [String: String] {
        var fields = [
            "Type": type, "MessageId": "0f0e", "TopicArn": topic, "Timestamp": "2026-11-29T06:00:00.000Z",
            "Message": "{\"a\": \"line\nbreak\"}", "SignatureVersion": version,
            "SigningCertURL": certificateURL,
        ]
        if type != "Notification" {
            fields["Token"] = "20a1"
            fields["SubscribeURL"] =
                "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=20a1"
        }
        for (name, value) in changes { fields[name] = value }
        let names =
            type == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        let text = names.compactMap { name in fields[name].map { "\(name)\n\($0)\n" } }.joined()
        fields["Signature"] = signer.sign(Array(text.utf8), with: version == "1" ? EVP_sha1() : EVP_sha256())
        return fields
    }

    private static func body(_ fields: [String: String]) throws -> [UInt8] {
        Array(try JSONEncoder().encode(fields))
    }

    private func verifies(
        _ fields: [String: String], certificate: [UInt8] = Self.certificate, topic: String? = Self.topic,
        now: Int64? = Self.sent + 60
    ) throws -> Bool {
        try SNSMessage(Self.body(fields)).verifies(certificatePEM: certificate, topic: topic, now: now)
    }

    @Test(
        "are believed when they are signed, with either version and with or without a subject",
        arguments: [
            ("Notification", "1", nil), ("Notification", "2", nil), ("Notification", "2", "Bounces"),
            ("SubscriptionConfirmation", "1", nil), ("UnsubscribeConfirmation", "2", nil),
        ] as [(String, String, String?)])
    func signed(type: String, version: String, subject: String?) throws {
        let fields = Self.fields(type, version: version, changing: ["Subject": subject])
        #expect(try verifies(fields))
        #expect(try !verifies(fields.merging(["MessageId": "other"]) { $1 }))
    }

    @Test(
        "are not believed when a field was changed after they were signed",
        arguments: [
            "Message", "MessageId", "Subject", "Timestamp", "TopicArn", "SignatureVersion", "Signature",
        ])
    func changed(field: String) throws {
        var fields = Self.fields(changing: ["Subject": "Bounces"])
        #expect(try verifies(fields))
        fields[field] =
            switch field {
            case "Timestamp": "2026-11-29T06:00:01.000Z"
            case "SignatureVersion": "1"
            case "TopicArn": "\(Self.topic)2"
            default: "AAAA"
            }
        #expect(try !verifies(fields, topic: nil))
    }

    @Test("are not believed when somebody else signed them, or nobody")
    func forged() throws {
        let other = TestSigner(.rsa(bits: 2048))
        #expect(try !verifies(Self.fields(signer: other)))
        var fields = Self.fields()
        fields["Signature"] = nil
        #expect(try !verifies(fields))
        fields["Signature"] = "no base64!"
        #expect(try !verifies(fields))
    }

    @Test("are not believed for another topic")
    func topics() throws {
        let message = try SNSMessage(Self.body(Self.fields()))
        #expect(throws: WebhookFault.otherTopic(Self.topic)) {
            try message.check(certificatePEM: Self.certificate, topic: "arn:other", now: Self.sent)
        }
        #expect(message.verifies(certificatePEM: Self.certificate, now: Self.sent))
    }

    @Test(
        "count for an hour after they were sent",
        arguments: [(0, true), (3600, true), (3601, false), (-300, true), (-301, false)] as [(Int64, Bool)])
    func ages(seconds: Int64, isAccepted: Bool) throws {
        #expect(try verifies(Self.fields(), now: Self.sent + seconds) == isAccepted)
    }

    @Test("count for ever when they come from a file, by the certificate of their time")
    func files() throws {
        #expect(try verifies(Self.fields(), now: nil))
        let later = Self.signer.certificate(from: Self.sent + 1, to: Self.sent + Self.year)
        #expect(try !verifies(Self.fields(), certificate: later, now: nil))
        #expect(try !verifies(Self.fields(changing: ["Timestamp": "today"]), now: nil))
    }

    @Test("are not believed with a certificate that is not valid now, or is none")
    func certificates() throws {
        let message = try SNSMessage(Self.body(Self.fields()))
        func fault(_ certificate: [UInt8]) -> WebhookFault? {
            do throws(WebhookFault) {
                try message.check(certificatePEM: certificate, now: Self.sent)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault(Self.certificate) == nil)
        let (expired, future) = (
            Self.signer.certificate(from: Self.sent - Self.year, to: Self.sent - 1),
            Self.signer.certificate(from: Self.sent + 1, to: Self.sent + Self.year)
        )
        #expect(fault(expired) == .expiredCertificate && fault(future) == .expiredCertificate)
        #expect(fault([]) == .badCertificate && fault(Array("-----BEGIN".utf8)) == .badCertificate)
        #expect(fault(Array(Self.certificate.dropLast(200))) == .badCertificate)
        let (weak, curve) = (TestSigner(.rsa(bits: 1024)), TestSigner(.ec(curve: "P-256")))
        for signer in [weak, curve] {
            #expect(fault(signer.certificate(from: 0, to: Self.sent + Self.year)) == .badCertificate)
        }
    }

    @Test("do not ask for the password of an encrypted certificate")
    func encrypted() throws {
        let text = String(decoding: Self.certificate, as: UTF8.self)
        let head = "-----BEGIN CERTIFICATE-----\n"
        let secret = text.replacingOccurrences(
            of: head,
            with: head + "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,000102030405060708090A0B0C0D0E0F\n\n")
        #expect(try !verifies(Self.fields(), certificate: Array(secret.utf8)))
    }

    @Test(
        "name a certificate only at Amazon SNS",
        arguments: [
            "http://sns.eu-west-1.amazonaws.com/a.pem",
            "https://sns.eu-west-1.amazonaws.com.evil.test/a.pem",
            "https://sns.eu-west-1.amazonaws.com@evil.test/a.pem",
            "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
            "https://evil.test/sns.eu-west-1.amazonaws.com/a.pem",
            "https://sns.eu-west-1.amazonaws.com\\@evil.test/a.pem",
            "https://evilsns.eu-west-1.amazonaws.com/a.pem",
            "https://sns..amazonaws.com/a.pem",
            "https://sns.a.b.amazonaws.com/a.pem",
            "https://sns.amazonaws.com/a.pem",
            "https://sns.eu-west-1.amazonaws.com.de/a.pem",
            "https://SNS.eu-west-1.amazonaws.com/a.pem",
            "https://sns.eu-wést-1.amazonaws.com/a.pem",
            "https://sns.eu-west-1.amazonaws.com/a.pem?x=.pem",
            "https://sns.eu-west-1.amazonaws.com/?x=.pem",
            "https://sns.eu-west-1.amazonaws.com/a.pem#.pem",
            "https://sns.eu-west-1.amazonaws.com/a%2f.pem",
            "https://sns.eu-west-1.amazonaws.com/../a.pem",
            "https://sns.eu-west-1.amazonaws.com/a.crt",
            "https://sns.eu-west-1.amazonaws.com",
            "https://sns.eu-west-1.amazonaws.com /a.pem",
            "file:///etc/ssl/a.pem", "",
        ])
    func places(url: String) throws {
        let fields = Self.fields(changing: ["SigningCertURL": url])
        let message = try SNSMessage(Self.body(fields))
        #expect(message.signingCertificate == nil)
        #expect(throws: WebhookFault.otherHost) {
            try message.check(certificatePEM: Self.certificate, now: Self.sent)
        }
    }

    @Test("name a certificate, and what confirms a subscription and nothing else")
    func addresses() throws {
        let china = "https://sns.cn-north-1.amazonaws.com.cn/Service_1.pem"
        let notification = try SNSMessage(Self.body(Self.fields(changing: ["SigningCertURL": china])))
        #expect(notification.signingCertificate == china && notification.confirmation == nil)
        let subscription = Self.fields("SubscriptionConfirmation")
        #expect(try SNSMessage(Self.body(subscription)).confirmation == subscription["SubscribeURL"])
        let end = Self.fields("UnsubscribeConfirmation")
        #expect(try SNSMessage(Self.body(end)).confirmation == nil)
        let elsewhere = ["SubscribeURL": "https://evil.test/?Action=ConfirmSubscription"]
        let other = Self.fields("SubscriptionConfirmation", changing: elsewhere)
        #expect(try SNSMessage(Self.body(other)).confirmation == nil)
    }

    @Test("say which field is not there")
    func missing() throws {
        for name in ["Type", "MessageId", "TopicArn", "Message", "Timestamp"] {
            var fields = Self.fields()
            fields[name] = nil
            #expect(throws: ProviderFault.missing(.ses, event: 1, field: name)) {
                try SNSMessage(Self.body(fields))
            }
        }
        var fields = Self.fields("SubscriptionConfirmation")
        fields["Token"] = nil
        #expect(throws: ProviderFault.missing(.ses, event: 1, field: "Token")) {
            try SNSMessage(Self.body(fields))
        }
        #expect(throws: ProviderFault.noObject(.ses, event: 1)) { try SNSMessage(Array("[]".utf8)) }
    }

    @Test("are accepted at a webhook with the topic's certificate")
    func webhook() throws {
        let secret = WebhookSecret.sns(topic: Self.topic)
        let request = WebhookRequest(headers: [], body: try Self.body(Self.fields()))
        #expect(try secret.check(request, now: Self.sent, certificate: Self.certificate) == "0f0e")
        #expect(throws: WebhookFault.needsCertificate) { try secret.check(request, now: Self.sent) }
        #expect(!secret.accepts(request, now: Self.sent + 7200, certificate: Self.certificate))
        let raw = WebhookRequest(headers: [], body: Array("{\"eventType\": \"Bounce\"}".utf8))
        #expect(throws: WebhookFault.malformed("body")) { try secret.check(raw, now: Self.sent) }
        #expect(throws: WebhookFault.otherTopic(Self.topic)) {
            try WebhookSecret.sns(topic: "arn:other").check(request, now: Self.sent)
        }
    }
}
