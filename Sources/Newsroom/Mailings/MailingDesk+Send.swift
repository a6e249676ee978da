// SPDX-License-Identifier: Apache-2.0
import CurlTransport
public import MailFormat
import SQLiteStore
public import Sender

extension MailingDesk {
    /// A sender over this newsroom's ledger and relays.
    /// - Parameters:
    ///   - mailing: the only one to send; nil for whatever is due.
    ///   - end: when the run ends by itself.
    public func sender(
        of mailing: MailingID? = nil, end: SendLoop.End,
        observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) async throws -> SendLoop {
        let settings = try await settings(end: end)
        let outbox = try await SQLiteOutbox(
            database, scope: mailing, leavesEditions: configuration.queue != nil, retry: configuration.retry)
        return SendLoop(
            outbox: outbox, journal: outbox.journal, relays: configuration.relays.map(\.limits),
            messages: messages(for: outbox), settings: settings, observe: observe)
    }

    /// How a sender sends.
    func settings(end: SendLoop.End) async throws -> SendLoop.Settings {
        var settings = SendLoop.Settings()
        settings.retry = configuration.retry
        settings.end = end
        settings.clock = clock.steady
        settings.chance = { [random] in random.fraction }
        if let names, !configuration.goesToSandbox {
            settings.providers = KnownProviders(names, keptIn: returns, known: try await returns.providers())
        }
        return settings
    }

    /// What a sender sends.
    func messages(for outbox: any Outbox) -> any MessageSource {
        FrozenMessages(desk: self, outbox: outbox, watch: SigningKeyWatch(tokenKeys, by: clock.steady))
    }

    /// The processes that hold deliveries of some mailings, and how many each.
    public func holders(of some: [MailingID]) async throws -> [(process: Int, deliveries: Int)] {
        var holders: [(process: Int, deliveries: Int)] = []
        for mailing in some { holders += try await mailings.holders(of: mailing) }
        return holders
    }
}

/// The frozen messages of published mailings. The keys that copies are made with are noted in the ledger before the first copy
/// is sent.
private struct FrozenMessages: MessageSource {
    let desk: MailingDesk
    let outbox: any Outbox
    let watch: SigningKeyWatch

    func message(of mailing: MailingID) async throws(UnreadableMessage) -> any PersonalMessage {
        do {
            let (copies, recipe) = try await desk.copies(of: mailing, watch: watch)
            try await outbox.note(recipe, of: mailing)
            return copies
        } catch {
            throw UnreadableMessage(because: Explanation.sentence(of: error))
        }
    }
}
