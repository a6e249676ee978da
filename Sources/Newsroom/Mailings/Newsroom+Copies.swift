public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension Newsroom {
    /// Writes the copies of a published mailing with the keys of today, and says which they are. A copy that was in doubt
    /// is written as it was, as long as its keys are here.
    func copies(
        of id: MailingID, watch: SigningKeyWatch? = nil
    ) async throws -> (RepeatableCopies, CopyRecipe) {
        let (frozen, publishedAt, publication) = try await published(id)
        let keys = try await tokenKeys.keys()
        let signature = try signature(at: publishedAt, of: publication)
        let copies = NewsletterCopies(
            frozen: frozen, mailing: id, keys: keys, returnPath: configuration.returnPath,
            signature: signature, standsAlone: try await mailing(id).edition == nil)
        let recipe = CopyRecipe(
            tokenKey: Int(keys.numbers[0]), signing: try signature.map(CopyRecipe.Signing.init))
        let watch = watch ?? SigningKeyWatch(tokenKeys)
        watch.saw(recipe.tokenKey)
        var made = [recipe: copies]
        var former: [RecipeID: NewsletterCopies] = [:]
        for (number, recipe) in try await mailings.recipes(of: id) {
            if made[recipe] == nil {
                made[recipe] = try await self.copies(of: id, frozen, recipe) ?? copies
            }
            former[number] = made[recipe]
        }
        return (RepeatableCopies(today: copies, former: former, key: (recipe.tokenKey, watch)), recipe)
    }

    /// The copies that a recipe makes; nil when one of its keys is gone.
    private func copies(
        of id: MailingID, _ frozen: FrozenMessage, _ recipe: CopyRecipe
    ) async throws -> NewsletterCopies? {
        var doubts: [String] = []
        let keys = try await keys(of: recipe, &doubts)
        let signature = signature(of: recipe, &doubts)
        guard doubts.isEmpty else { return nil }
        return NewsletterCopies(
            frozen: frozen, mailing: id, keys: keys, returnPath: configuration.returnPath,
            signature: signature)
    }

    private func published(_ id: MailingID) async throws -> (FrozenMessage, at: Int64, of: String) {
        let mailing = try await mailing(id)
        guard let frozen = try await mailings.message(of: id), let publishedAt = mailing.publishedAt else {
            throw NewsroomError(.data, "mailing \(id) was not published")
        }
        return (frozen, publishedAt, try await publication(of: mailing))
    }

    /// A reader's copy, made once more.
    public struct Copy: Sendable {
        /// Where the delivery stands.
        public let state: DeliveryState
        /// Which version of the edition.
        public let version: Int
        /// Where it went.
        public let recipient: EmailAddress
        /// Left and right of the `@`, in brackets.
        public let messageID: String
        /// The message in transfer form, as its relay got it.
        public let message: [UInt8]
        /// Why it may not be the same bytes; empty when it is.
        public let doubts: [String]
    }

    /// The copy that a reader was sent last of a mailing.
    /// - Throws: when nothing was sent to them.
    public func copy(of id: MailingID, to address: EmailAddress) async throws -> Copy {
        let (frozen, publishedAt, publication) = try await published(id)
        let person = try await recipient(address).id
        guard let record = try await mailings.copy(of: id, for: person) else {
            throw NewsroomError(.data, "mailing \(id) has no delivery to \(address)")
        }
        try Self.requireSent(record, id, address)
        var doubts: [String] = []
        if !record.isReaderKnown {
            doubts.append("it was sent before it was kept what copies are filled with")
        }
        let keys = try await keys(of: record.recipe, &doubts)
        let signature =
            if let recipe = record.recipe { self.signature(of: recipe, &doubts) } else {
                try self.signature(at: publishedAt, of: publication)
            }
        let copies = NewsletterCopies(
            frozen: frozen, mailing: id, keys: keys, returnPath: configuration.returnPath,
            signature: signature)
        let values = ReaderValues(person, at: record.recipient, record.reader)
        return Copy(
            state: record.state, version: record.version, recipient: record.recipient,
            messageID: try await messageID(of: id)?(person, record.version) ?? "",
            message: try copies.message(for: values, version: record.version), doubts: doubts)
    }

    private static func requireSent(_ record: CopyRecord, _ id: MailingID, _ address: EmailAddress) throws {
        switch record.state {
        case .leased, .inFlight:
            throw NewsroomError(
                .temporary, "mailing \(id) is just being sent to \(address): ask again in a moment")
        case _ where record.attempts == 0:
            throw NewsroomError(
                .data, "nothing of mailing \(id) was sent to \(address): the delivery is \(record.state.name)"
            )
        default: break
        }
    }

    private func keys(of recipe: CopyRecipe?, _ doubts: inout [String]) async throws -> TokenKeys {
        let keys = try await tokenKeys.keys()
        guard let recipe else {
            doubts.append("it was sent before it was kept which keys copies are made with")
            return keys
        }
        if let signing = keys.signing(with: recipe.tokenKey) { return signing }
        doubts.append("key \(recipe.tokenKey), which signed its links, is retired")
        return keys
    }

    /// The signature of what is published at a time, with the keys that are configured.
    private func signature(
        at publishedAt: Int64, of publication: String
    ) throws -> NewsletterCopies.Signature? {
        try configuration.dkim(of: publication).map {
            NewsletterCopies.Signature(
                identities: try signingIdentities(at: publishedAt, of: publication), body: $0.body,
                time: publishedAt / 1000)
        }
    }

    /// The signature that a recipe names, as far as its keys are here.
    private func signature(
        of recipe: CopyRecipe, _ doubts: inout [String]
    ) -> NewsletterCopies.Signature? {
        guard let signing = recipe.signing else { return nil }
        var identities: [DKIMSigner.Identity] = []
        for key in signing.keys {
            if let found = own(key, of: signing.domain) {
                identities.append(.init(domain: signing.domain, selector: key.selector, key: found))
            } else {
                doubts.append(
                    "the DKIM key \(key.selector) that signed it is not under dkim in daybreak.yaml: its signature is left out"
                )
            }
        }
        guard let body = DKIMSigner.BodyCanonicalization(rawValue: signing.body), !identities.isEmpty
        else { return nil }
        return NewsletterCopies.Signature(identities: identities, body: body, time: signing.time)
    }

    /// The private half of a key, under whatever selector and for whatever days it is configured.
    private func own(_ key: CopyRecipe.Signing.Key, of domain: String) -> DKIMKey? {
        for configured in configuration.dkim.flatMap(\.keys) {
            // A file that cannot be read is a key that is not there.
            if let own = try? Self.identity(configured, domain: domain).key,
                (try? own.publicText()) == key.publicKey
            {
                return own
            }
        }
        return nil
    }
}

extension CopyRecipe.Signing {
    fileprivate init(_ signature: NewsletterCopies.Signature) throws {
        self.init(
            domain: signature.identities[0].domain, body: signature.body.rawValue, time: signature.time,
            keys: try signature.identities.map {
                Key(selector: $0.selector, publicKey: try $0.key.publicText())
            })
    }
}
