// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
public import Sender

extension ReturnDesk {
    /// What came back, the latest first: see `ReturnStore.records`.
    public func records(
        _ outcomes: Set<ReturnOutcome>, of mailing: MailingID? = nil, most: Int
    ) async throws -> [ReturnRecord] {
        try await store.records(outcomes, of: mailing, most: most)
    }

    /// How much came back, by `outcome`, `class`, `provider` or `mailing`, the most first.
    public func totals(
        by key: ReturnTotal.Key, _ outcomes: Set<ReturnOutcome> = [], of mailing: MailingID? = nil
    ) async throws -> [ReturnTotal] {
        try await store.totals(by: key, outcomes, of: mailing)
    }

    /// Providers of mailboxes that do not believe who we are, and what reports quote of them.
    func heldProviders() async throws -> [String: String] { try await store.heldProviders() }

    /// A message that is kept.
    public func message(_ number: Int64) async throws -> [UInt8] {
        guard let message = try await store.message(number) else { throw ReturnFault.notKept(number) }
        return message
    }

    /// Does to a reader what was held until a person said so.
    /// - Returns: the address that is suppressed; nil where the reader has another one since, which stays as it is.
    public func approve(_ number: Int64) async throws -> String? {
        let record = try await store.record(number)
        guard try await store.approve(number) else { throw ReturnFault.notHeld(number) }
        guard let address = record?.address, let known = try? EmailAddress(address) else { return nil }
        return try await mailings.subscribers.suppression(of: known) == nil ? nil : address
    }

    /// Ends the look at something that changed nobody.
    public func dismiss(_ number: Int64) async throws {
        guard try await store.dismiss(number) else { throw ReturnFault.notOpen(number) }
    }

    /// What operators said that texts mean.
    public func phrases() async throws -> [TaughtPhrase] { try await store.phrases() }

    /// Says what words mean in messages that are not understood, and looks at those again.
    /// - Returns: how many of them are settled by it.
    public func teach(_ phrase: TaughtPhrase) async throws -> Int {
        guard phrase.phrase.unicodeScalars.count >= Self.shortestPhrase else {
            throw ReturnFault.shortPhrase(phrase.phrase)
        }
        try await store.teach(phrase)
        return try await lookAgain(at: [.unknown]).total
    }

    /// Characters that a phrase has to have: a shorter one would stand in any letter.
    private static let shortestPhrase = 8

    /// Forgets what words mean.
    public func unteach(_ phrase: String) async throws {
        let phrase = TaughtPhrase(phrase, .other, .permanent).phrase
        guard try await store.unteach(phrase) else { throw ReturnFault.notTaught(phrase) }
    }
}
