// SPDX-License-Identifier: Apache-2.0

/// A process that sends what is lent, or did until lately.
public struct FleetWorker: Hashable, Sendable {
    /// Its number.
    public let id: Int
    /// The name of its machine.
    public let host: String
    /// The system's number of its process there.
    public let process: Int
    /// The time since it was heard of.
    public let silence: Duration
    /// Whether it gives back what it holds and takes nothing more.
    public let isDrained: Bool
    /// How many deliveries it holds.
    public let held: Int
    /// How many of them are in flight.
    public let inFlight: Int
    /// How many it has settled of the mailings that are lent now.
    public let settled: Int

    /// A worker.
    public init(
        id: Int, host: String, process: Int, silence: Duration, isDrained: Bool, held: Int, inFlight: Int,
        settled: Int
    ) {
        self.id = id
        self.host = host
        self.process = process
        self.silence = silence
        self.isDrained = isDrained
        self.held = held
        self.inFlight = inFlight
        self.settled = settled
    }
}
