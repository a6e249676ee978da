// SPDX-License-Identifier: Apache-2.0

/// Remembers at once, without a transaction, how far deliveries in flight have come, so that no more of them are in doubt than
/// necessary should this worker's process be killed before the tick that settles them. It is of one machine: a power cut may
/// forget it, and nobody elsewhere can read it.
public protocol TransmissionJournal: Sendable {
    /// Takes note of a delivery in flight. Called on many threads, for each message up to twice.
    func note(_ delivery: DeliveryID, _ stage: TransmissionStage)
}
