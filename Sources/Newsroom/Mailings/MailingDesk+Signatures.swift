// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension MailingDesk {
    func keys(of recipe: CopyRecipe?, _ doubts: inout [CopyDoubt]) async throws -> TokenKeys {
        let keys = try await tokenKeys.keys()
        guard let recipe else {
            doubts.append(.keysNotKept)
            return keys
        }
        if let signing = keys.signing(with: recipe.tokenKey) { return signing }
        doubts.append(.keyRetired(recipe.tokenKey))
        return keys
    }

    /// The signature for a message that is published at a time, with the keys that are configured.
    func signature(
        at publishedAt: Int64, of publication: String
    ) throws -> NewsletterCopies.Signature? {
        try configuration.dkim(of: publication).map {
            NewsletterCopies.Signature(
                identities: try keys.signingIdentities(at: publishedAt, of: publication), body: $0.body,
                time: publishedAt / 1000)
        }
    }

    /// The signature that a recipe names, as far as its keys are here.
    func signature(
        of recipe: CopyRecipe, _ doubts: inout [CopyDoubt]
    ) -> NewsletterCopies.Signature? {
        guard let signing = recipe.signing else { return nil }
        var identities: [DKIMSigner.Identity] = []
        for key in signing.keys {
            if let found = own(key, of: signing.domain) {
                identities.append(.init(domain: signing.domain, selector: key.selector, key: found))
            } else {
                doubts.append(.signatureLeftOut(selector: key.selector))
            }
        }
        guard let body = DKIMSigner.BodyCanonicalization(rawValue: signing.body), !identities.isEmpty
        else { return nil }
        return NewsletterCopies.Signature(identities: identities, body: body, time: signing.time)
    }

    /// The private half of a key, under whatever selector and for whatever days it is configured.
    private func own(_ key: CopyRecipe.Signing.Key, of domain: String) -> DKIMKey? {
        for configured in configuration.dkim.flatMap(\.keys) {
            // A key whose file cannot be read counts as missing.
            if let own = try? KeyDesk.identity(configured, domain: domain).key,
                (try? own.publicText()) == key.publicKey
            {
                return own
            }
        }
        return nil
    }
}

extension CopyRecipe.Signing {
    init(_ signature: NewsletterCopies.Signature) throws {
        self.init(
            domain: signature.identities[0].domain, body: signature.body.rawValue, time: signature.time,
            keys: try signature.identities.map {
                Key(selector: $0.selector, publicKey: try $0.key.publicText())
            })
    }
}
