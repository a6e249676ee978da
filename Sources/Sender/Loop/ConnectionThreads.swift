// SPDX-License-Identifier: Apache-2.0
import Threads

/// A thread for each connection to be made on, and one for each processor to carry messages on.
final class ConnectionThreads: ConnectionExecutors {
    private let connecting: [ThreadExecutor]
    private let carrying: [ThreadExecutor]

    init(connections: Int, processors: Int) {
        connecting = (0..<connections).map { _ in ThreadExecutor() }
        carrying = (0..<min(processors, connections)).map { _ in ThreadExecutor(forWaiting: true) }
        for executor in connecting + carrying { executor.start() }
    }

    func connecting(_ connection: Int) -> any TaskExecutor { connecting[connection] }

    func carrying(_ connection: Int) -> any SocketExecutor { carrying[connection % carrying.count] }

    func stop() { for executor in connecting + carrying { executor.stop() } }
}
