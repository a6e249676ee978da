// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NewsroomSupport
import SQLiteStore
import SandboxSupport
import Sender
import ServiceLifecycle
import Subscribers
import Testing

@testable import Newsroom

@Suite("A newsroom whose files are read again while it is served")
struct ReloadTests {
    private func edit(_ place: TemporaryNewsroom, _ change: (String) -> String) throws {
        let file = place.directory.appending(path: Newsroom.configurationFile)
        try change(String(contentsOf: file, encoding: .utf8)).write(
            to: file, atomically: true, encoding: .utf8)
    }

    @Test(
        "sends through the relay that is named now, and what waited for another goes out",
        .timeLimit(.minutes(10)))
    func relay() async throws {
        let (messages, kept) = AsyncStream.makeStream(of: Void.self)
        try await withSandbox(onMessage: { kept.yield() }) { port, directory in
            let place = try await TemporaryNewsroom(readers: 3)
            let served = ServedNewsroom(place.newsroom)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let services = ServiceGroup(
                services: [SendingService(served, logger: logger)], gracefulShutdownSignals: [],
                logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                let mailing = try await place.publish()
                try edit(place) { $0.replacing("127.0.0.1:9", with: "127.0.0.1:\(port)") }
                #expect(try served.reload() == [])
                var arrivals = messages.makeAsyncIterator()
                for _ in 0..<3 { await arrivals.next() }
                // A shutdown waits for the answers to what is on the wire.
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
                #expect(try await place.newsroom.mailings.status(of: mailing).counts[.accepted] == 3)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 3)
        }
    }

    @Test("goes on as it was when they cannot be read, or lack a secret")
    func unreadable() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let served = ServedNewsroom(place.newsroom)
        let before = served.reading
        let secret = "relays: [{ url: smtp://127.0.0.1:9, user: desk, password: ${NOT_THERE} }]"
        for change in [
            ("retry: ", "retries: "), ("base_url: https", "base_url: gopher"), ("relays:", "\(secret)\nx:"),
        ] {
            try edit(place) { $0.replacing(change.0, with: change.1) }
            #expect(throws: (any Error).self, "\(change)") { try served.reload() }
            try edit(place) { $0.replacing(change.1, with: change.0) }
        }
        let key = "dkim: { keys: [{ selector: a, file: nothing.pem }] }\n"
        try edit(place) { $0 + key }
        #expect(throws: (any Error).self, "a key that cannot be read") { try served.reload() }
        try edit(place) { $0.replacing(key, with: "") }
        try FileManager.default.removeItem(at: place.directory.appending(path: "templates"))
        #expect(throws: (any Error).self) { try served.reload() }
        #expect(served.reading == before)
        #expect(served.current.configuration.baseURL == place.newsroom.configuration.baseURL)
    }

    @Test("says which settings hold only from the next start on")
    func later() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let served = ServedNewsroom(place.newsroom)
        try edit(place) { $0 + "database: other.db\nweb: { port: 8099, connections: 70 }\n" }
        #expect(try served.reload() == ["database", "web.port", "web.connections"])
        // The database stays the one that is open.
        #expect(try await served.current.context.subscribers.lists().map(\.name) == ["morning"])
    }
}
