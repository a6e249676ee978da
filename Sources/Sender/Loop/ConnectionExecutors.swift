// SPDX-License-Identifier: Apache-2.0
public import Threads

/// What the connections of one run run on. It is made for the run and ends with it.
public protocol ConnectionExecutors: Sendable {
    /// Where a connection is made, which blocks.
    func connecting(_ connection: Int) -> any TaskExecutor
    /// Where a connection carries messages, beside others.
    func carrying(_ connection: Int) -> any SocketExecutor
    /// Ends them once they have nothing left to run.
    func stop()
}
