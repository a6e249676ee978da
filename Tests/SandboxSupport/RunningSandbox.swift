// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Logging
import Sandbox
import ServiceLifecycle

/// The sandbox ended before it listened.
private struct NeverReady: Error {}

/// A sandbox that runs while `body` does; gives its port and the directory of its messages.
/// - Parameter onMessage: told of each message that it keeps.
public func withSandbox(
    onMessage: @escaping @Sendable () -> Void = {}, _ body: @Sendable (Int, URL) async throws -> Void
) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let (ports, ready) = AsyncStream.makeStream(of: Int.self)
    let server = try SandboxServer(
        port: 0, maildir: directory.path, logger: Logger(label: "test"), onReady: { ready.yield($0) },
        onMessage: { _, _ in onMessage() })
    let services = ServiceGroup(
        services: [server], gracefulShutdownSignals: [], logger: Logger(label: "test"))
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await services.run() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw NeverReady() }
        try await body(port, directory.appending(path: "new"))
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
    }
}
