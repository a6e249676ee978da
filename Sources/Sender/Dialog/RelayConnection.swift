// SPDX-License-Identifier: Apache-2.0

/// A connection to a relay that has been greeted, secured and authenticated. One task uses it, which runs where it waits.
public protocol RelayConnection: AnyObject {
    /// What the relay offered.
    var extensions: RelayExtensions { get }
    /// Writes `bytes`.
    /// - Parameters:
    ///   - sent: how many are on their way, also when it throws; the others did not reach the peer.
    ///   - untilHeard: whether it returns before all are out when the peer has answered and takes no more at present. The
    ///     caller then has to go on with the bytes that are left, at the same place in memory.
    func send(_ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool) async throws(ConnectionLoss)
    /// Reads at least one byte into `buffer` and returns how many.
    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) async throws(ConnectionLoss) -> Int
    /// Lets go of the connection at once.
    func close()
}
