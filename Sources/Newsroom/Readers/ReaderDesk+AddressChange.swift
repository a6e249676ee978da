// SPDX-License-Identifier: Apache-2.0
import Composer
public import MailFormat
import SQLiteStore
import Sender
public import Subscribers
import Synchronization

/// A reader's wish for another address. Whoever holds a copy that was forwarded has its links, so both mailboxes must answer.
extension ReaderDesk {
    /// A wish as one of the two mailboxes sees it.
    public struct AskedChange: Hashable, Sendable {
        /// The publication of the mail that asked.
        public let publication: String
        /// Which mailbox it is.
        public let end: AddressChange.End
        /// Where their mail comes now, mostly hidden.
        public let former: String
        /// Where they want it.
        public let new: String
    }

    /// Takes a reader's wish for another address, and asks both mailboxes.
    /// - Parameter network: where they are; nil when that is not known, or is a proxy of ours.
    /// - Returns: what came of it; nil as well when they are not here any more.
    public func ask(
        for address: EmailAddress, preferences token: String, because evidence: Evidence,
        from network: ClientNetwork? = nil
    ) async throws -> AddressChange.Asked? {
        guard let preferences = try await preferences(token), let reader = preferences.reader else {
            return nil
        }
        guard mayAsk(network), let list = preferences.mails?.list else { return .tooMany }
        let people = newsroom.people
        return try await newsroom.context.subscribers.ask(
            for: address, of: reader.id, on: list, because: evidence,
            policy: newsroom.configuration.confirmation
        ) { list, end in
            try people.message(asking: end == .new ? .newAddress : .formerAddress, readersOf: list)
        }
    }

    /// What a link in a mail that asks about another address is about; nil as well when it is done, or too late.
    public func addressChange(_ token: String) async throws -> AskedChange? {
        guard let holder = try await holder(of: token, for: .address),
            let asked = try await newsroom.context.subscribers.addressChange(
                for: holder.token, within: newsroom.configuration.confirmation.lifetime)
        else { return nil }
        return AskedChange(
            publication: holder.publication ?? ownPublication, end: asked.end,
            former: asked.change.former.veiled, new: asked.change.new.description)
    }

    /// Takes the answer of one of the two mailboxes.
    /// - Returns: besides what it answered what came of it; nil as well when it is done, or too late.
    public func answerAddressChange(
        _ token: String, because evidence: Evidence
    ) async throws -> (AskedChange, AddressChange.Answered)? {
        guard let holder = try await holder(of: token, for: .address),
            let asked = try await addressChange(token),
            let answer = try await newsroom.context.subscribers.answerChange(
                holder.token, within: newsroom.configuration.confirmation.lifetime,
                because: evidence)
        else { return nil }
        return (asked, answer)
    }

    /// Whether a network may ask for one mail more; counts it.
    func mayAsk(_ network: ClientNetwork?) -> Bool {
        guard let network else { return true }
        return allowance.withLock { $0.take(network, now: newsroom.context.clock.steady.now()) }
    }
}

extension EmailAddress {
    /// What tells the owner which address it is, and a stranger little: `a…@example.com`.
    var veiled: String { "\(description.prefix(1))…@\(domain)" }
}
