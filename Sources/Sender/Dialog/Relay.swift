// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Threads

/// Makes connections to one configured relay.
public protocol Relay: Sendable {
    /// The name the configuration gives it.
    var name: String { get }
    /// Connects, greets, secures and authenticates, blocking. Failures have relay scope.
    /// - Parameters:
    ///   - executor: where the connection will wait.
    ///   - isUnwanted: asked now and then; true ends the attempt with a failure.
    func connect(
        waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection
}
