// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Who is told when something is wrong, beside the log.
public struct AlarmSettings: Sendable {
    /// A place that alarms are posted to (Standard Webhooks, standardwebhooks.com).
    public struct Webhook: Sendable {
        /// An http or https address.
        public let url: String
        /// What signs them; empty where it is not here.
        public let secret: [UInt8]
    }

    /// Who gets a mail.
    public var mail: [EmailAddress] = []
    /// Where they are posted to.
    public var webhooks: [Webhook] = []
    /// After how long an alarm that lasts is told of again.
    public var again: Duration = .seconds(4 * 3600)
    /// How long before an edition goes out somebody is told that nobody approved it.
    public var approval: Duration = .seconds(1800)
    /// How long before its end somebody is told of a certificate or a key.
    public var expiry: Duration = .seconds(14 * 86_400)

    /// The same in whole days.
    var expiryDays: Int { Int(expiry.milliseconds / 86_400_000) }

    /// The usual settings, which tell nobody.
    public init() {}

    /// All ways to tell somebody, as notices name them.
    var channels: [String] { mail.map { "mail:\($0.key)" } + webhooks.map { "webhook:\($0.url)" } }
}
