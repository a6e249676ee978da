// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What Amazon SNS posts to a webhook: a message with a signature (Amazon SNS, “HTTP/HTTPS notification JSON
/// format” and “Verifying the signatures of Amazon SNS messages”).
///
/// Who gets one fetches the certificate, which is of Amazon's where `signingCertificate` names it, and then
/// calls `check`. A subscription is confirmed by fetching `confirmation`, after the message was checked.
public struct SNSMessage: Hashable, Sendable {
    /// What it is. The raw values are those of JSON.
    public enum Kind: String, Hashable, Sendable {
        case notification = "Notification"
        case subscriptionConfirmation = "SubscriptionConfirmation"
        case unsubscribeConfirmation = "UnsubscribeConfirmation"
    }

    /// What it is.
    public let kind: Kind
    /// The same when it is sent again.
    public let identifier: String
    /// The ARN of the topic.
    public let topic: String
    /// What was published, or a sentence for people.
    public let message: String
    /// When it was sent, in milliseconds since 1970; nil for what is no time.
    public let at: Int64?
    /// Where the certificate is that it is signed with; nil for a place that is none of Amazon SNS's.
    public let signingCertificate: String?
    /// What is fetched to confirm a subscription; nil for a place that is none of Amazon SNS's, and for what
    /// is no such message: the address that tells of an end would begin it anew.
    public let confirmation: String?

    /// Fields in the order in which they are signed.
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let version: String?

    /// Seconds for which a message counts after it was sent; SNS tries for an hour.
    static let longestAge: Int64 = 3600
    /// Seconds that its clock may be ahead of ours.
    static let clockSkew: Int64 = 300

    /// Reads the body of a request.
    public init(_ body: [UInt8]) throws(ProviderFault) {
        let texts = try ProviderJSON.texts(in: body, most: ProviderJSON.mostBytesOfOne)
        guard texts.count == 1, let fields = texts.first, fields.isObject else {
            throw .noObject(.ses, event: 1)
        }
        func field(_ name: String) throws(ProviderFault) -> String {
            guard case .text(let text)? = fields[name] else {
                throw .missing(.ses, event: 1, field: name)
            }
            return text
        }
        guard let kind = Kind(rawValue: try field("Type")) else {
            throw .missing(.ses, event: 1, field: "Type")
        }
        self.kind = kind
        identifier = try field("MessageId")
        topic = try field("TopicArn")
        message = try field("Message")
        at = ProviderJSON.moment(try field("Timestamp"))
        version = fields["SignatureVersion"]?.text
        signature = fields["Signature"]?.text.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
        signingCertificate = fields["SigningCertURL"]?.text.flatMap(Self.certificateURL)
        let names =
            kind == .notification
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        confirmation =
            kind == .subscriptionConfirmation
            ? fields["SubscribeURL"]?.text.flatMap(Self.confirmationURL) : nil
        var lines = ""
        // A notification without a subject is signed without one.
        for name in names where name != "Subject" || fields[name]?.text != nil {
            lines += "\(name)\n\(try field(name))\n"
        }
        signed = Array(lines.utf8)
    }

    /// Whether Amazon signed it, for a topic.
    /// - Parameters:
    ///   - certificatePEM: what was fetched from `signingCertificate`.
    ///   - topic: the ARN that is expected; nil for any.
    ///   - now: in seconds since 1970; nil for a message that was kept in a file, whose age does not matter.
    public func verifies(certificatePEM: [UInt8], topic: String? = nil, now: Int64?) -> Bool {
        do throws(WebhookFault) {
            try check(certificatePEM: certificatePEM, topic: topic, now: now)
            return true
        } catch {
            return false
        }
    }

    /// The same, with what is wrong.
    public func check(certificatePEM: [UInt8], topic: String? = nil, now: Int64?) throws(WebhookFault) {
        if let topic, topic != self.topic { throw .otherTopic(self.topic) }
        guard signingCertificate != nil else { throw .otherHost }
        guard let at else { throw .malformed("Timestamp") }
        let sent = at / 1000
        if let now { try WebhookFault.check(sent, now: now, age: Self.longestAge, ahead: Self.clockSkew) }
        let digest: SigningKey.Digest
        switch version {
        case "1": digest = .sha1
        case "2": digest = .sha256
        default: throw .malformed("SignatureVersion")
        }
        let key = try SigningKey(certificate: certificatePEM, at: now ?? sent)
        guard key.verifies(signature, of: signed, digest: digest) else { throw .wrongSignature }
    }
}

extension SNSMessage {
    /// The certificate is one file, without a query: SNS answers some queries with what they ask for.
    private static func certificateURL(_ text: String) -> String? {
        guard let path = path(text), path.hasSuffix(".pem"),
            path.dropFirst().utf8.allSatisfy({ isLabelText($0) || [0x2E, 0x5F].contains($0) })
        else { return nil }
        return text
    }

    private static func confirmationURL(_ text: String) -> String? { path(text) == nil ? nil : text }

    /// What follows the host; nil unless that is `sns.REGION.amazonaws.com` or `sns.REGION.amazonaws.com.cn`,
    /// over HTTPS.
    private static func path(_ text: String) -> Substring? {
        let scheme = "https://"
        guard text.hasPrefix(scheme), text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        let labels = rest[..<slash].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 4, labels[0] == "sns",
            !labels[1].isEmpty, labels[1].utf8.allSatisfy({ isLabelText($0) && !(0x41...0x5A).contains($0) }),
            [["amazonaws", "com"], ["amazonaws", "com", "cn"]].contains(Array(labels[2...]))
        else { return nil }
        return rest[slash...]
    }

    private static func isLabelText(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }
}
