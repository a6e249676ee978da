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
