// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Returns

extension ConfigurationReader {
    func returns(_ mapping: YAMLMapping) throws -> ReturnSettings {
        try mapping.allow(["maildir", "every", "desk", "providers"])
        var settings = ReturnSettings()
        if let path = try mapping.optionalText("maildir") {
            settings.maildirs = [URL(fileURLWithPath: path, relativeTo: directory).path]
        }
        settings.interval = try mapping.optionalDuration("every") ?? settings.interval
        if try mapping.optionalText("desk") != nil { settings.desk = try address(mapping, "desk") }
        if let providers = try mapping.optionalMapping("providers") {
            try providers.allow(MailProvider.allCases.map(\.rawValue))
            for provider in MailProvider.allCases {
                guard let own = try providers.optionalMapping(provider.rawValue) else { continue }
                settings.providers[provider] = try webhook(own, of: provider)
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
        let text = key == "secret" ? try secret(mapping, key) : try mapping.text(key)
        // A secret that is not here now is asked for before anything is served.
        guard wantsSecrets || !text.isEmpty else { return nil }
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
