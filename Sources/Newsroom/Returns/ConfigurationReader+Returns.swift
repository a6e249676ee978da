// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation
import MailFormat
import Returns

extension ConfigurationReader {
    /// - Parameter path: where reports go.
    func returns(_ mapping: YAMLMapping, path: EmailAddress) throws -> ReturnSettings {
        try mapping.allow(["maildir", "mailbox", "every", "desk", "providers"])
        var settings = ReturnSettings()
        if let path = try mapping.optionalText("maildir") {
            settings.maildir = URL(fileURLWithPath: path, relativeTo: directory).path
        }
        if let own = try mapping.optionalMapping("mailbox") { settings.mailbox = try mailbox(own) }
        settings.interval = try mapping.optionalDuration("every") ?? settings.interval
        if try mapping.optionalText("desk") != nil {
            let desk = try address(mapping, "desk")
            let untagged = desk.key.split(separator: "@")[0].prefix { $0 != "+" }
            guard "\(untagged)@\(desk.domain)" != path.key else {
                throw mapping.fault("desk", "is where returns arrive: letters would come back to it")
            }
            settings.desk = desk
        }
        if let providers = try mapping.optionalMapping("providers") {
            try providers.allow(MailProvider.allCases.map(\.rawValue))
            for provider in MailProvider.allCases {
                guard let own = try providers.optionalMapping(provider.rawValue) else { continue }
                settings.providers[provider] = try webhook(own, of: provider)
            }
        }
        return settings
    }

    private func mailbox(_ mapping: YAMLMapping) throws -> RemoteMailbox.Settings {
        try mapping.allow([
            "url", "user", "password", "password_file", "ca_file", "tls_name", "keep", "timeout",
        ])
        var settings = RemoteMailbox.Settings(
            url: try mapping.text("url"),
            user: try expanded(try mapping.text("user"), mapping, "user", for: .sending),
            password: try secret(mapping, "password", for: .sending))
        settings.certificateAuthorities = try authorities(mapping)
        settings.tlsName = try mapping.optionalText("tls_name")
        settings.isKept = try mapping.optionalTruth("keep") ?? false
        settings.timeout = try mapping.optionalDuration("timeout") ?? settings.timeout
        // A user that is not here now is asked for before anything is read.
        if !needed.contains(.sending), settings.user.isEmpty { return settings }
        do throws(RemoteMailbox.Mistake) { _ = try RemoteMailbox(settings) } catch {
            switch error {
            case .url:
                throw mapping.fault(
                    "url",
                    "is not like imaps://mail.example.com/INBOX, imap://, pop3s://mail.example.com or pop3://"
                )
            case .user: throw mapping.fault("user", "is empty, or has a line end")
            case .password: throw mapping.fault("password", "has a line end")
            case .tlsName: throw mapping.fault("tls_name", "is no name that a certificate has")
            case .timeout: throw mapping.fault("timeout", "leaves no time for an answer")
            case .kept:
                throw mapping.fault("keep", "can be true only for imap: over POP3 nothing is marked as read")
            }
        }
        return settings
    }

    /// How a provider shows who it is: with a signature where it has one, else with a secret.
    private func webhook(_ mapping: YAMLMapping, of provider: MailProvider) throws -> WebhookSecret? {
        let key =
            switch provider {
            case .ses: "topic"
            case .sendgrid: "public_key"
            case .mailgun, .postmark, .brevo, .sparkpost: "secret"
            }
        try mapping.allow([key] + (key == "secret" ? ["secret_file"] : []))
        let text = key == "secret" ? try secret(mapping, key, for: .web) : try mapping.text(key)
        // A secret that is not here now is asked for before anything is served.
        guard needed.contains(.web) || !text.isEmpty else { return nil }
        do throws(WebhookFault) {
            return switch provider {
            case .ses: WebhookSecret.sns(topic: text)
            case .sendgrid: try .sendGrid(publicKey: text)
            case .mailgun: try .mailgun(signingKey: text)
            case .postmark, .brevo, .sparkpost: try .shared(text)
            }
        } catch { throw mapping.fault(key, "cannot be used: \(error)") }
    }
}
