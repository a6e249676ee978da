// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Sender

/// What sending machines make a mailing's copies from besides their readers and keys, as it is lent.
struct LentMessage: Codable {
    /// One version of the edition.
    struct Version: Codable {
        let content: Data
        let slots: [MessageTemplate.Slot]
        let fields: [MergeField]
    }

    /// Left part of its Message-IDs.
    let key: String
    let versions: [Version]
    let returnPath: String
    /// The number of the key that signs links.
    let tokenKey: Int
    /// Nil for copies that are not signed.
    let signing: CopyRecipe.Signing?

    init(_ frozen: FrozenMessage, returnPath: EmailAddress, recipe: CopyRecipe) {
        key = frozen.key
        versions = frozen.versions.map {
            Version(content: Data($0.template.content), slots: $0.template.slots, fields: $0.template.fields)
        }
        self.returnPath = "\(returnPath)"
        (tokenKey, signing) = (recipe.tokenKey, recipe.signing)
    }

    var recipe: CopyRecipe { CopyRecipe(tokenKey: tokenKey, signing: signing) }

    /// The message, without what only the newsroom needs of it; nil where it is damaged.
    var frozen: FrozenMessage? {
        let templates = versions.map {
            MessageTemplate(content: [UInt8]($0.content), slots: $0.slots, fields: $0.fields)
        }
        guard !templates.isEmpty, templates.allSatisfy({ $0 != nil }) else { return nil }
        return FrozenMessage(
            key: key,
            versions: templates.compactMap(\.self).map {
                FrozenVersion(without: [], template: $0, edition: "{}")
            })
    }
}
