// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
import Sender
import Subscribers

extension MailingDesk {
    /// Makes what writes the copies of a published mailing with the keys of today, and says which keys those are. A copy that
    /// was in doubt is written as it was before, as long as its keys are here.
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
        let watch = watch ?? SigningKeyWatch(tokenKeys, by: clock.steady)
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
        var doubts: [CopyDoubt] = []
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
            throw MailingFault.notPublished(id, nil)
        }
        return (frozen, publishedAt, try await publication(of: mailing))
    }

    /// The copy that a reader was sent last of a mailing.
    /// - Throws: when nothing was sent to them.
    public func copy(of id: MailingID, to address: EmailAddress) async throws -> ReaderCopy {
        let (frozen, publishedAt, publication) = try await published(id)
        let (person, record) = try await copy(of: id, amongHoldersOf: address)
        try Self.requireSent(record, id, address)
        var doubts: [CopyDoubt] = []
        if !record.isReaderKnown { doubts.append(.readerNotKept) }
        let keys = try await keys(of: record.recipe, &doubts)
        let signature =
            if let recipe = record.recipe { self.signature(of: recipe, &doubts) } else {
                try self.signature(at: publishedAt, of: publication)
            }
        let copies = NewsletterCopies(
            frozen: frozen, mailing: id, keys: keys, returnPath: configuration.returnPath,
            signature: signature)
        return ReaderCopy(
            state: record.state, version: record.version, recipient: record.reader.address,
            messageID: try await messageID(of: id)?(person, record.version) ?? "",
            message: try copies.message(for: record.reader, version: record.version), doubts: doubts)
    }

    /// The copy of a mailing that a reader was sent last; nil where nothing was sent, or it cannot be made again byte for byte.
    func exactCopy(of id: MailingID, to person: SubscriberID) async throws -> [UInt8]? {
        guard let record = try await mailings.copy(of: id, for: person), record.isReaderKnown,
            record.attempts > 0, let recipe = record.recipe, let frozen = try await mailings.message(of: id)
        else { return nil }
        return try await copies(of: id, frozen, recipe)?.message(for: record.reader, version: record.version)
    }

    private func copy(
        of id: MailingID, amongHoldersOf address: EmailAddress
    ) async throws -> (SubscriberID, CopyRecord) {
        for person in try await people.recipients(address) {
            if let record = try await mailings.copy(of: id, for: person.id) { return (person.id, record) }
        }
        throw MailingFault.noDelivery(id, to: address)
    }

    private static func requireSent(_ record: CopyRecord, _ id: MailingID, _ address: EmailAddress) throws {
        switch record.state {
        case .leased, .inFlight:
            throw MailingFault.beingSent(id, to: address)
        case _ where record.attempts == 0:
            throw MailingFault.nothingSent(id, to: address, record.state)
        default: break
        }
    }
}
