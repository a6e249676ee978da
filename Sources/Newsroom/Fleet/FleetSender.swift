// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import PostgresWire
import Sender
import Synchronization

/// One of many sending machines: it needs PostgreSQL, relays and keys, and nothing else of the newsroom.
public struct FleetSender: Sendable {
    private let settings: FleetSenderSettings
    private let clock: WallClock

    /// What is wrong with the address of a PostgreSQL; nil when nothing is, as far as can be seen without it.
    public static func fault(ofQueue address: String) -> String? {
        let example = "postgres://daybreak@db.example.com/daybreak?passfile=/etc/daybreak/queue.pgpass"
        guard address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") else {
            return "is not like \(example)"
        }
        switch PostgresAddress.fault(of: address) {
        case .unreadable: return "is not like \(example)"
        case .holdsPassword:
            return "holds a password: put it into a file of libpq's form and name that with “passfile=”"
        case nil: break
        }
        return nil
    }

    /// A sending machine.
    public init(_ settings: FleetSenderSettings, clock: WallClock = .system) throws {
        guard !settings.relays.isEmpty else { throw FleetFault.noRelay }
        _ = try SenderKeys(file: settings.keys)
        self.settings = settings
        self.clock = clock
    }

    /// What a sender waits by.
    var steady: SendClock { clock.steady }

    /// A sender over what is lent, and what waits, after its run, until PostgreSQL knows that it is over.
    /// - Parameter end: when the run ends by itself.
    func loop(
        end: SendLoop.End, observe: @escaping @Sendable (SendLoop.Event) -> Void = { _ in }
    ) async throws -> (SendLoop, hasLeft: @Sendable () async -> Void) {
        let outbox = try await PostgresOutbox(
            settings.queue, directory: settings.state, host: HostName.full, retry: settings.retry)
        var run = SendLoop.Settings()
        run.retry = settings.retry
        run.end = end
        run.clock = clock.steady
        let own = OwnTrouble()
        let loop = SendLoop(
            outbox: CarefulOutbox(outbox: outbox, own: own), journal: outbox.journal,
            relays: settings.relays.map(\.limits),
            messages: LentMessages(outbox: outbox, keysFile: settings.keys, own: own), settings: run,
            observe: observe)
        return (loop, { await outbox.hasLeft() })
    }
}

/// The messages of lent mailings. The keys are read anew with each, because they may have been replaced.
private struct LentMessages: MessageSource {
    let outbox: PostgresOutbox
    let keysFile: String
    let own: OwnTrouble

    func message(of mailing: MailingID) async throws(UnreadableMessage) -> any PersonalMessage {
        do {
            return try await copies(of: mailing)
        } catch {
            own.note(error)
            throw UnreadableMessage(because: Explanation.sentence(of: error))
        }
    }

    private func copies(of mailing: MailingID) async throws -> RepeatableCopies {
        guard let lent = try await outbox.message(of: mailing),
            let message = try? JSONDecoder().decode(LentMessage.self, from: Data(lent.text.utf8)),
            let frozen = message.frozen, let returnPath = try? EmailAddress(message.returnPath)
        else { throw FleetFault.unreadableMessage(mailing) }
        let keys = try SenderKeys(file: keysFile)
        func copies(_ recipe: CopyRecipe) -> NewsletterCopies? {
            guard let links = keys.links(with: recipe.tokenKey) else { return nil }
            var signature: NewsletterCopies.Signature?
            if let signing = recipe.signing {
                guard let own = keys.signature(signing) else { return nil }
                signature = own
            }
            return NewsletterCopies(
                frozen: frozen, mailing: mailing, keys: links, returnPath: returnPath,
                signature: signature)
        }
        guard let today = copies(message.recipe) else { throw FleetFault.keyMissing(keysFile) }
        try await outbox.note(message.recipe, of: mailing)
        let former = lent.recipes.mapValues { $0 == message.recipe ? today : copies($0) ?? today }
        return RepeatableCopies(today: today, former: former, key: nil)
    }
}

/// Why a message cannot be had, where that is this machine's trouble and not the message's.
private final class OwnTrouble: Sendable {
    private let trouble = Mutex<(any Error)?>(nil)

    func note(_ error: any Error) {
        if case FleetFault.unreadableMessage = error { return }
        trouble.withLock { $0 = error }
    }

    func check() throws { if let trouble = trouble.withLock(\.self) { throw trouble } }
}

/// What is lent, of which nothing is halted for all machines because of what is wrong with one: its run ends.
private struct CarefulOutbox: Outbox {
    let outbox: PostgresOutbox
    let own: OwnTrouble

    func tick(_ orders: OutboxOrders) async throws -> OutboxReport { try await outbox.tick(orders) }
    func note(_ recipe: CopyRecipe, of mailing: MailingID) async throws {
        try await outbox.note(recipe, of: mailing)
    }
    func outlook() async throws -> OutboxOutlook { try await outbox.outlook() }
    func leave() { outbox.leave() }

    func halt(_ mailing: MailingID, because reason: String) async throws {
        try own.check()
        try await outbox.halt(mailing, because: reason)
    }
}
