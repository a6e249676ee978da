// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Subscribers

/// The keys that a sending machine needs: those of readers' links, and the private halves of those that sign messages.
struct SenderKeys: Codable {
    private struct TokenKey: Codable {
        let number: UInt8
        let secret: Data
    }

    private struct SigningKey: Codable {
        /// As DNS has it, `p=`.
        let publicKey: String
        let pem: String
    }

    private let tokenKeys: [TokenKey]
    private let signingKeys: [SigningKey]

    init(tokenKeys: [(number: UInt8, secret: [UInt8])], signingKeys: [DKIMKey]) throws {
        self.tokenKeys = tokenKeys.map { TokenKey(number: $0.number, secret: Data($0.secret)) }
        self.signingKeys = try signingKeys.map {
            SigningKey(publicKey: try $0.publicText(), pem: try $0.pem())
        }
    }

    /// Reads a file that `KeyDesk.writeSenderKeys` wrote.
    init(file: String) throws {
        guard let bytes = try? PrivateFile.read(file) else { throw FleetFault.unreadableKeys(file) }
        guard let keys = try? JSONDecoder().decode(SenderKeys.self, from: Data(bytes)),
            keys.tokenKeys.allSatisfy({ $0.secret.count == TokenKeys.secretSize }), !keys.tokenKeys.isEmpty
        else { throw FleetFault.notSenderKeys(file) }
        self = keys
    }

    /// The keys of links with one of them signing; nil when it is not among them.
    func links(with number: Int) -> TokenKeys? {
        TokenKeys(tokenKeys.map { ($0.number, [UInt8]($0.secret)) }).signing(with: number)
    }

    /// What signs messages as a recipe says; nil when one of its keys is not here.
    func signature(_ signing: CopyRecipe.Signing) -> NewsletterCopies.Signature? {
        var identities: [DKIMSigner.Identity] = []
        for key in signing.keys {
            guard let own = signingKeys.first(where: { $0.publicKey == key.publicKey }),
                let found = try? DKIMKey(pem: Array(own.pem.utf8))
            else { return nil }
            identities.append(.init(domain: signing.domain, selector: key.selector, key: found))
        }
        guard let body = DKIMSigner.BodyCanonicalization(rawValue: signing.body) else { return nil }
        return NewsletterCopies.Signature(identities: identities, body: body, time: signing.time)
    }
}

extension KeyDesk {
    /// Writes the keys that sending machines need into a new file that only its owner can read.
    public func writeSenderKeys(to path: String) async throws {
        var signing: [DKIMKey] = []
        for key in configuration.dkim.flatMap(\.keys) {
            signing.append(try Self.identity(key, domain: "").key)
        }
        let keys = try SenderKeys(tokenKeys: try await tokenKeys.secrets(), signingKeys: signing)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try PrivateFile.write(String(decoding: try encoder.encode(keys), as: UTF8.self) + "\n", to: path)
    }
}
