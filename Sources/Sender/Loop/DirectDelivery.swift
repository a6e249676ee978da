// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Threads

/// Carries a few messages at once, without a ledger: copies that an editor tries. Nothing is tried again later.
public struct DirectDelivery: Sendable {
    /// A message and whom it is for.
    public struct Parcel: Sendable {
        /// Whom it is for.
        public let reader: Reader
        /// What is written for them.
        public let message: any PersonalMessage

        /// A message for a reader.
        public init(to reader: Reader, _ message: any PersonalMessage) {
            self.reader = reader
            self.message = message
        }
    }

    /// No relay can be used.
    public struct RelayUnavailable: Error, Sendable {
        /// What was the matter with the last one.
        public let trouble: RelayTrouble
    }

    private let relays: [RelayLimits]
    private let clock: SendClock

    /// - Parameter relays: in order of preference; at least one.
    public init(over relays: [RelayLimits], clock: SendClock) {
        self.relays = relays
        self.clock = clock
    }

    /// Delivers each parcel over the first relay that can be used.
    /// - Returns: what is known of each, in their order.
    /// - Throws: when none could be used for the first parcel.
    public func deliver(_ parcels: [Parcel]) async throws(RelayUnavailable) -> [Outcome] {
        var outcomes: [Outcome] = []
        var trouble: RelayTrouble?
        for limits in relays {
            while outcomes.count < parcels.count {
                let known = outcomes.count
                switch await carry(parcels[known...], over: limits) {
                case .failure(let failure): trouble = RelayTrouble(relay: limits.relay.name, failure: failure)
                case .success(let some):
                    for outcome in some {
                        if case .failed(let failure) = outcome, failure.scope == .relay {
                            trouble = RelayTrouble(relay: limits.relay.name, failure: failure)
                        } else {
                            outcomes.append(outcome)
                        }
                    }
                }
                // A relay that carried nothing is of no use.
                if outcomes.count == known { break }
            }
        }
        guard outcomes.count < parcels.count, let trouble else { return outcomes }
        if outcomes.isEmpty { throw RelayUnavailable(trouble: trouble) }
        return outcomes + parcels[outcomes.count...].map { _ in .failed(trouble.failure) }
    }

    /// Carries parcels over one connection for as long as it can be used.
    /// - Returns: what is known of each that was tried; only the last can be what the relay says of itself.
    private func carry(
        _ parcels: ArraySlice<Parcel>, over limits: RelayLimits
    ) async -> Result<[Outcome], Failure> {
        let threads = (connecting: ThreadExecutor(), carrying: ThreadExecutor(forWaiting: true))
        threads.connecting.start()
        threads.carrying.start()
        defer {
            threads.connecting.stop()
            threads.carrying.stop()
        }
        return await Task(executorPreference: threads.connecting) { [clock] in
            do throws(Failure) {
                let connection = try limits.relay.connect(waitingOn: threads.carrying) { false }
                let session = SMTPSession(connection, limits: limits, journal: NoJournal(), clock: clock)
                return .success(
                    await withTaskExecutorPreference(threads.carrying) {
                        await Self.carry(parcels, over: session)
                    })
            } catch {
                return .failure(error)
            }
        }.value
    }

    private static func carry(_ parcels: ArraySlice<Parcel>, over session: SMTPSession) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for parcel in parcels {
            let delivery = LeasedDelivery(
                id: DeliveryID(rawValue: 0), mailing: MailingID(rawValue: 0), reader: parcel.reader,
                attempts: 0,
                doubts: 0, age: .zero)
            let (outcome, reusable) = await session.deliver(
                DeliveryJob(delivery: delivery, message: parcel.message))
            outcomes.append(outcome)
            guard reusable else {
                session.close()
                return outcomes
            }
            // What a relay says of itself holds for the next parcel as well: the same one is tried over another.
            if case .failed(let failure) = outcome, failure.scope == .relay { break }
        }
        await session.quit()
        return outcomes
    }

    /// Nobody has to know later how far a copy to try had come.
    private struct NoJournal: TransmissionJournal {
        func note(_ delivery: DeliveryID, _ stage: TransmissionStage) {}
    }
}
