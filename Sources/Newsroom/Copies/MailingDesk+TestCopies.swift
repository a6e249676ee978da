// SPDX-License-Identifier: Apache-2.0
import Composer
public import MailFormat
import SQLiteStore
public import Sender
import Subscribers

extension MailingDesk {
    /// What became of a copy that was tried.
    public struct TestCopy: Sendable {
        /// Where it was to go.
        public let address: EmailAddress
        /// What is known of it.
        public let outcome: Outcome

        /// Whether the relay has it.
        public var isAccepted: Bool { if case .accepted = outcome { true } else { false } }

        /// What the relay said, or what went wrong.
        public var reply: String {
            switch outcome {
            case .accepted(let reply): "\(reply)"
            case .failed(let failure): "\(failure)"
            case .uncertain(let what): what
            }
        }
    }

    /// Sends copies of an edition as it stands through the relay. They are signed like all others, their subject says that they
    /// are tests, their links change nothing, and no ledger knows of them.
    /// - Parameters:
    ///   - reader: whose name, attributes and sections they have; nil for a stranger's.
    ///   - showsFindings: whether what the proof finds stands above the text.
    /// - Throws: `DirectDelivery.RelayUnavailable` when no relay can be used.
    public func sendTest(
        of id: EditionID, to addresses: [EmailAddress], as reader: EmailAddress?, showsFindings: Bool
    ) async throws -> [TestCopy] {
        let edition = try await editorial.edition(id)
        try requireRelays(of: edition.publication)
        let publication = try publications.themed(edition.publication).0
        let (person, without) = try await editorial.sample(reader, of: edition)
        let list = try await editorial.firstList(of: edition)
        let findings = showsFindings ? try await editorial.proof(of: edition, list: nil) : []
        let now = clock.now
        let composed = try await editorial.compose(edition, without: without).test(findings)
        try await media.makeReachable(for: [composed])
        let message = try MailingMessage(
            composed: composed, without: without,
            publication: publication, configuration: configuration, list: list?.name ?? "test",
            title: list?.title ?? publication.name, publishedAt: now / 1000,
            zone: try publications.zone(of: edition.publication))
        let keys = try await tokenKeys.keys()
        let signature = try signature(at: now, of: edition.publication)
        let parcels = addresses.enumerated().map { index, address in
            let copies = NewsletterCopies(
                frozen: FrozenMessage(key: "test\(now)x\(index)", versions: [message.version]),
                mailing: CapabilityToken.test.mailing, keys: keys, returnPath: configuration.returnPath,
                signature: signature, standsAlone: true)
            return DirectDelivery.Parcel(to: Reader(address, as: person), copies)
        }
        let courier = DirectDelivery(over: configuration.relays.map(\.limits), clock: clock.steady)
        let outcomes = try await courier.deliver(parcels)
        return zip(addresses, outcomes).map(TestCopy.init)
    }
}

extension Reader {
    /// The reader of a copy to try, with somebody's values.
    fileprivate init(_ address: EmailAddress, as person: Subscriber?) {
        let known = person.map(Reader.init)
        self.init(
            id: CapabilityToken.test.subscriber, address: address, firstName: known?.firstName ?? "",
            lastName: known?.lastName ?? "", language: known?.language ?? "",
            attributes: known?.attributes ?? "{}")
    }
}
