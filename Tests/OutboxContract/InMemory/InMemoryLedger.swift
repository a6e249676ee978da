// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender
import Synchronization

/// The ledger without a disk: for tests of what stands above the port. Its clock moves only by `advance`.
public final class InMemoryLedger: OutboxFixture, TransmissionJournal {
    static let lease: Duration = .seconds(900)

    let state = Mutex(State())

    /// Nothing published yet.
    public init() {}

    /// See `OutboxFixture`.
    public var operating: any MailingOperating { self }

    /// See `OutboxFixture`.
    public func outbox(retry: RetryPolicy) -> any Outbox {
        state.withLock { state in
            state.lastWorker += 1
            state.workers[state.lastWorker] = state.now + Self.lease
            state.takeOverEnded(retry)
            return InMemoryOutbox(ledger: self, worker: state.lastWorker, retry: retry)
        }
    }

    /// See `OutboxFixture`.
    public func worker(retry: RetryPolicy) -> (outbox: any Outbox, journal: any TransmissionJournal) {
        (outbox(retry: retry), self)
    }

    /// See `TransmissionJournal`.
    public func note(_ delivery: DeliveryID, _ stage: TransmissionStage) {
        guard case .accepted = stage else { return }
        state.withLock { _ = $0.accepted.insert(Int(delivery.rawValue)) }
    }

    /// See `OutboxFixture`.
    public func publish(to count: Int, terms: MailingTerms) -> MailingID {
        publish(to: count, at: ["inbox.test"], terms: terms)
    }

    /// A mailing that nothing but an operator or its message stops, to readers at some domains by turns.
    public func publish(
        to count: Int, at domains: [String] = ["inbox.test"],
        terms: MailingTerms = MailingTerms(guardRails: nil)
    ) -> MailingID {
        state.withLock { state in
            let id = MailingID(rawValue: Int64(state.mailings.count + 1))
            let canary = terms.canary.map { Int(($0.share * Double(count)).rounded(.up)) }
            state.mailings[id] = Mailing(published: state.now, terms: terms, canarySize: canary)
            for number in 1...count {
                let waits = canary.map { number > $0 } == true
                state.rows.append(
                    Row(
                        mailing: id, subscriber: SubscriberID(rawValue: Int64(number)),
                        domain: domains[number % domains.count],
                        due: state.now + (waits ? terms.canary?.wait ?? .zero : .zero)))
            }
            return id
        }
    }

    /// See `OutboxFixture`.
    public func unsubscribe(_ subscriber: SubscriberID, from mailing: MailingID) {
        change(subscriber) { $0.isConsenting = false }
    }

    /// See `OutboxFixture`.
    public func move(_ subscriber: SubscriberID) { change(subscriber) { $0.hasChanged = true } }

    private func change(_ subscriber: SubscriberID, _ body: (inout Row) -> Void) {
        state.withLock { state in
            for index in state.rows.indices where state.rows[index].subscriber == subscriber {
                body(&state.rows[index])
            }
        }
    }

    /// See `OutboxFixture`.
    public func counts(of mailing: MailingID) -> [DeliveryState: Int] {
        state.withLock { state in
            state.rows.filter { $0.mailing == mailing }.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
        }
    }

    /// See `OutboxFixture`.
    public func standing(of mailing: MailingID) -> MailingState? {
        state.withLock { $0.mailings[mailing]?.state }
    }

    /// See `OutboxFixture`.
    public func recipes(of mailing: MailingID) -> [RecipeID: CopyRecipe] {
        state.withLock { state in
            let own = state.recipes.enumerated().filter { $0.element.mailing == mailing }
            return Dictionary(
                uniqueKeysWithValues: own.map {
                    (RecipeID(worker: Int64($0.element.worker), number: Int64($0.offset)), $0.element.recipe)
                })
        }
    }

    /// See `OutboxFixture`.
    public func failLeases(_ fail: Bool) { state.withLock { $0.failsToLease = fail } }

    /// See `OutboxFixture`.
    public func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    /// Why a mailing was halted.
    public func reasonHalted(_ mailing: MailingID) -> String? {
        state.withLock { $0.mailings[mailing]?.reason }
    }
}
