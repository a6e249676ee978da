// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Foundation
import MailFormat

/// A request to a webhook, as it came.
public struct WebhookRequest: Sendable {
    /// Names in any case.
    public let headers: [(name: String, value: String)]
    /// The fields of the address's query, decoded.
    public let query: [String: String]
    /// The bytes as they came, which is what is signed.
    public let body: [UInt8]

    /// A request.
    public init(headers: [(name: String, value: String)], query: [String: String] = [:], body: [UInt8]) {
        (self.headers, self.query, self.body) = (headers, query, body)
    }

    /// The first header of a name in any case.
    func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// Why a request is not believed to come from the provider.
public enum WebhookFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not carry a header, field or parameter.
    case missing(String)
    /// It carries one that is not what it should be.
    case malformed(String)
    /// It was signed so many seconds ago, or ahead of our clock where that is negative.
    case stale(seconds: Int64)
    case wrongSecret, wrongSignature
    /// It is of another topic than the one that is configured.
    case otherTopic(String)
    /// The certificate is at a place that is none of Amazon SNS's.
    case otherHost
    /// The certificate has to be fetched first: `SNSMessage.signingCertificate`.
    case needsCertificate
    case badCertificate, expiredCertificate
    /// What is configured is shorter than so many bytes.
    case weakSecret(least: Int)
    /// What is configured is no public key of the curve P-256.
    case badKey

    /// One clause.
    public var description: String {
        switch self {
        case .missing(let name): "it has no “\(name)”"
        case .malformed(let name): "its “\(name)” is not what it should be"
        case .stale(let seconds) where seconds < 0: "it was signed \(-seconds) seconds ahead of our clock"
        case .stale(let seconds): "it was signed \(seconds) seconds ago"
        case .wrongSecret: "it does not carry the secret"
        case .wrongSignature: "its signature is not the provider's"
        case .otherTopic(let topic): "it is of the topic \(topic)"
        case .otherHost: "its certificate is not at Amazon SNS"
        case .needsCertificate: "its certificate was not fetched"
        case .badCertificate: "its certificate is none, or has no RSA key of 2048 bits"
        case .expiredCertificate: "its certificate is not valid now"
        case .weakSecret(let least): "the secret is shorter than \(least) characters"
        case .badKey: "the key is no public key of the curve P-256 in Base64"
        }
    }

    /// Throws unless a time is near enough to now; all in seconds.
    static func check(_ time: Int64, now: Int64, age: Int64, ahead: Int64) throws(WebhookFault) {
        let (passed, isHuge) = now.subtractingReportingOverflow(time)
        guard !isHuge, (-ahead...age).contains(passed) else { throw .stale(seconds: isHuge ? .max : passed) }
    }
}

/// What a provider and the newsroom both know, or what the provider signs with.
public struct WebhookSecret: Sendable {
    private enum Kind {
        case shared(hash: [UInt8])
        case mailgun(HMACSHA256)
        case sendGrid(SigningKey)
        case sns(topic: String)
    }

    private let kind: Kind

    /// Whether it takes a request's body to say who sent it.
    public var isOfBody: Bool { if case .shared = kind { false } else { true } }

    /// A text that the provider sends along, of at least 16 bytes: as the password of HTTP Basic, as a bearer
    /// token or as the parameter `token` of the address (Postmark “Webhooks overview”, SparkPost “Webhooks”,
    /// Brevo “Username and password authentication” and “Token-based authentication”).
    public static func shared(_ text: String) throws(WebhookFault) -> WebhookSecret {
        WebhookSecret(kind: .shared(hash: SHA256.hash(of: try strong(text))))
    }

    /// Mailgun's “HTTP webhook signing key” (“Securing webhooks”).
    public static func mailgun(signingKey: String) throws(WebhookFault) -> WebhookSecret {
        WebhookSecret(kind: .mailgun(HMACSHA256(try strong(signingKey))))
    }

    /// SendGrid's “Verification Key” of the “Signed Event Webhook”: SubjectPublicKeyInfo in Base64.
    public static func sendGrid(publicKey: String) throws(WebhookFault) -> WebhookSecret {
        guard let key = SigningKey(p256: publicKey) else { throw .badKey }
        return WebhookSecret(kind: .sendGrid(key))
    }

    /// The ARN of the Amazon SNS topic. It is no secret: Amazon's certificate vouches for who may publish to
    /// it.
    public static func sns(topic: String) -> WebhookSecret { WebhookSecret(kind: .sns(topic: topic)) }

    /// Bytes of a secret at the least.
    public static let least = 16

    private static func strong(_ text: String) throws(WebhookFault) -> [UInt8] {
        guard text.utf8.count >= least else { throw .weakSecret(least: least) }
        return Array(text.utf8)
    }

    /// Whether a request comes from who knows it.
    /// - Parameters:
    ///   - now: in seconds since 1970.
    ///   - certificate: in PEM; what `SNSMessage.signingCertificate` names.
    public func accepts(_ request: WebhookRequest, now: Int64, certificate: [UInt8]? = nil) -> Bool {
        do throws(WebhookFault) {
            try check(request, now: now, certificate: certificate)
            return true
        } catch {
            return false
        }
    }

    /// The same, with what is wrong.
    /// - Returns: what the provider signed to be used once, where it does: Mailgun's token, because its
    ///   signature does not cover the body, so that a second request with it within ten minutes is to be
    ///   refused; the identifier of a message of SNS.
    @discardableResult public func check(
        _ request: WebhookRequest, now: Int64, certificate: [UInt8]? = nil
    ) throws(WebhookFault) -> String? {
        switch kind {
        case .shared(let hash): return try Self.checkShared(hash, request)
        case .mailgun(let key): return try Self.checkMailgun(key, request, now)
        case .sendGrid(let key): return try Self.checkSendGrid(key, request, now)
        case .sns(let topic):
            guard let message = try? SNSMessage(request.body) else { throw .malformed("body") }
            guard topic == message.topic else { throw .otherTopic(message.topic) }
            guard message.signingCertificate != nil else { throw .otherHost }
            guard let certificate else { throw .needsCertificate }
            try message.check(certificatePEM: certificate, topic: topic, now: now)
            return message.identifier
        }
    }
}

extension WebhookSecret {
    private static func checkShared(_ hash: [UInt8], _ request: WebhookRequest) throws(WebhookFault)
        -> String?
    {
        let shown = [request.header("authorization").flatMap(secret), request.query["token"]].compactMap {
            $0
        }
        guard !shown.isEmpty else { throw .missing("Authorization") }
        guard shown.contains(where: { areEqual(SHA256.hash(of: Array($0.utf8)), hash) }) else {
            throw .wrongSecret
        }
        return nil
    }

    /// What stands in `Basic dXNlcjpzZWNyZXQ=` behind the user's name (RFC 7617 §2), or in `Bearer secret`
    /// (RFC 6750 §2.1).
    private static func secret(in authorization: String) -> String? {
        let words = authorization.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return nil }
        switch words[0].lowercased() {
        case "bearer": return words[1]
        case "basic":
            guard let data = Data(base64Encoded: words[1]),
                let text = String(validating: data, as: UTF8.self),
                let colon = text.firstIndex(of: ":")
            else { return nil }
            return String(text[text.index(after: colon)...])
        default: return nil
        }
    }

    /// Seconds on either side in which Mailgun's signature counts.
    private static let mailgunAge: Int64 = 300

    private static func checkMailgun(
        _ key: HMACSHA256, _ request: WebhookRequest, _ now: Int64
    ) throws(WebhookFault) -> String? {
        guard let body = try? ProviderJSON.texts(in: request.body, most: ProviderJSON.mostBytesOfOne),
            body.count == 1
        else { throw .malformed("body") }
        let fields = body[0]["signature"]
        guard let timestamp = fields?["timestamp"]?.text else { throw .missing("signature.timestamp") }
        guard let token = fields?["token"]?.text else { throw .missing("signature.token") }
        guard let signature = fields?["signature"]?.text else { throw .missing("signature.signature") }
        let code = key.code(of: Array((timestamp + token).utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        guard areEqual(Array(signature.lowercased().utf8), Array(code.joined().utf8)) else {
            throw .wrongSignature
        }
        guard let time = Int64(timestamp) else { throw .malformed("signature.timestamp") }
        try WebhookFault.check(time, now: now, age: mailgunAge, ahead: mailgunAge)
        return token
    }

    /// Seconds in which SendGrid's signature counts: it tries for a day. Its events have identifiers, so that
    /// a repeat does no harm.
    private static let sendGridAge: Int64 = 90_000
    private static let sendGridAhead: Int64 = 300

    private static func checkSendGrid(
        _ key: SigningKey, _ request: WebhookRequest, _ now: Int64
    ) throws(WebhookFault) -> String? {
        let (signatureName, timestampName) = (
            "X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"
        )
        guard let signature = request.header(signatureName) else { throw .missing(signatureName) }
        guard let timestamp = request.header(timestampName) else { throw .missing(timestampName) }
        guard let bytes = Data(base64Encoded: signature) else { throw .malformed(signatureName) }
        guard let time = Int64(timestamp) else { throw .malformed(timestampName) }
        guard key.verifies(Array(bytes), of: Array(timestamp.utf8) + request.body, digest: .sha256) else {
            throw .wrongSignature
        }
        try WebhookFault.check(time, now: now, age: sendGridAge, ahead: sendGridAhead)
        return nil
    }

    /// In a time that does not depend on what they hold.
    private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}
