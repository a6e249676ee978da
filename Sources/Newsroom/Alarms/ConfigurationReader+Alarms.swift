// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat

extension ConfigurationReader {
    func alarms(_ mapping: YAMLMapping) throws -> AlarmSettings {
        try mapping.allow(["mail", "webhooks", "again", "approval", "expiry"])
        var settings = AlarmSettings()
        settings.mail = try texts(mapping, "mail").map { text in
            do { return try EmailAddress(text) } catch {
                throw mapping.fault("mail", "has “\(text)”, which is no e-mail address: \(error)")
            }
        }
        settings.webhooks = try mapping.oneOrMore("webhooks").map { try webhook($0) }
        settings.again = try mapping.optionalDuration("again") ?? settings.again
        settings.approval = try mapping.optionalDuration("approval") ?? settings.approval
        settings.expiry = try mapping.optionalDuration("expiry") ?? settings.expiry
        return settings
    }

    /// One text, or a list of such.
    private func texts(_ mapping: YAMLMapping, _ key: String) throws -> [String] {
        mapping.isText(key) ? [try mapping.text(key)] : try mapping.optionalTexts(key) ?? []
    }

    private func webhook(_ mapping: YAMLMapping) throws -> AlarmSettings.Webhook {
        try mapping.allow(["url", "secret", "secret_file"])
        let address = try mapping.text("url")
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme),
            url.host()?.isEmpty == false
        else { throw mapping.fault("url", "is not a web address like https://example.com/alarms") }
        let text = try secret(mapping, "secret", for: .sending)
        if text.isEmpty, !needed.contains(.sending) { return AlarmSettings.Webhook(url: address, secret: []) }
        let prefix = "whsec_"
        guard text.hasPrefix(prefix),
            let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))).map({ [UInt8]($0) }),
            (24...64).contains(bytes.count)
        else {
            throw mapping.fault(
                "secret", "is not “whsec_” and Base64 of 24 to 64 bytes: “openssl rand -base64 32” makes some"
            )
        }
        return AlarmSettings.Webhook(url: address, secret: bytes)
    }
}
