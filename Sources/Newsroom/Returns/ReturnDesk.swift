// SPDX-License-Identifier: Apache-2.0
import Foundation
public import MailFormat
import Returns
import SQLiteStore
public import Sender
import Subscribers

/// The use cases of mail that comes back: taken in, settled, looked at.
public struct ReturnDesk: Sendable {
    let configuration: Configuration
    let store: ReturnStore
    let mailings: MailingDesk
    let tokenKeys: TokenKeyStore
    let reader: SourceReader
    let clock: WallClock
    let certificates: SNSCertificates
    let onlyOnce = OnlyOnce()

    init(_ context: NewsroomContext, _ mailings: MailingDesk) {
        configuration = context.configuration
        store = context.returns
        tokenKeys = context.tokenKeys
        reader = context.reader
        clock = context.clock
        certificates = SNSCertificates(context.configuration.fetch)
        self.mailings = mailings
    }

    /// A message that came back.
    public struct Arrival: Sendable {
        /// Its bytes, of a large one no more than `longest`.
        public let message: [UInt8]
        /// The way that it came.
        public let source: String
        /// Where its envelope went, if that is known.
        public let recipient: String?
        /// What tells it from every other; nil for the hash of its bytes.
        let digest: [UInt8]?

        /// Bytes of a message that are read: what a report says stands at its start, and the rest is what it quotes.
        public static let longest = 2_000_000

        /// A message as it came.
        public init(_ message: some Sequence<UInt8>, from source: String, to recipient: String? = nil) {
            self.init(Array(message.prefix(Self.longest)), source, recipient, nil)
        }

        init(_ message: [UInt8], _ source: String, _ recipient: String?, _ digest: [UInt8]?) {
            self.message = message
            self.source = source
            self.recipient = recipient
            self.digest = digest
        }
    }

    /// Messages, and bytes of them, that are read and settled at once.
    static let portion = 200
    static let portionOfBytes = 16_000_000

    /// What became of messages.
    public struct Taken: Sendable {
        /// What became of each.
        public internal(set) var outcomes: [ReturnOutcome] = []
        /// The mailings that are halted because of it, with reasons.
        public internal(set) var halted: [MailingID: String] = [:]
    }

    /// Takes in messages that came back. What is returned of each is committed.
    public func take(_ arrivals: [Arrival]) async throws -> Taken {
        var taken = Taken()
        var rest = arrivals[...]
        while !rest.isEmpty {
            var (count, bytes) = (0, 0)
            for arrival in rest.prefix(Self.portion) {
                bytes += arrival.message.count
                if count > 0, bytes > Self.portionOfBytes { break }
                count += 1
            }
            let settled = try await settle(Array(rest.prefix(count)))
            taken.outcomes += settled.outcomes
            taken.halted.merge(settled.halted) { $1 }
            rest = rest.dropFirst(count)
        }
        return taken
    }

    private func settle(_ arrivals: [Arrival]) async throws -> ReturnStore.Settled {
        let keys = try await tokenKeys.keys()
        let phrases = try await store.phrases()
        let summaries = try await reader.summaries(of: arrivals.map(\.message))
        var notices: [ReturnNotice] = []
        for (arrival, summary) in zip(arrivals, summaries) {
            var reading = ReturnReading(summary, sentTo: arrival.recipient, keys: keys, phrases: phrases)
            if reading.isUnprovenComplaint, let copy = reading.copy {
                let sent = try await mailings.exactCopy(of: copy.mailing, to: copy.subscriber)
                reading.prove(by: sent)
            }
            notices.append(reading.notice(of: arrival))
        }
        return try await store.settle(notices)
    }

    /// Looks again at what could not be said before: reports of copies that were on their way still, and what may be understood
    /// by now.
    /// - Returns: what became of those that came to something else.
    func lookAgain(at outcomes: Set<ReturnOutcome> = [.waiting]) async throws -> ReturnTally {
        var again: [Arrival] = []
        for record in try await store.records(outcomes, isKept: true, most: 1000) {
            guard let message = try await store.message(record.id) else { continue }
            again.append(Arrival(message, record.source, record.recipient, record.digest))
        }
        var taken = try await take(again)
        taken.outcomes.removeAll { outcomes.contains($0) || $0 == .repeated }
        return ReturnTally(taken)
    }
}
