// SPDX-License-Identifier: Apache-2.0

/// Runs tasks that wait for sockets, many on one thread.
public protocol SocketExecutor: TaskExecutor {
    /// Waits, while other tasks run. Only for a task that runs here.
    /// - Parameter events: of poll(2).
    /// - Returns: those that came, and errors; 0 when none came within the limit.
    func wait(for events: Int32, on socket: Int32, within limit: Duration) async -> Int16
}
