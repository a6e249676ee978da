// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NewsroomSupport
import SQLiteStore
import ServiceLifecycle
import Testing

@testable import Newsroom

@Suite("What serve drops")
struct PruningServiceTests {
    /// Gives on what is logged.
    private struct Listener: LogHandler {
        let said: AsyncStream<String>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { said.yield("\(event.message)") }
    }

    @Test(
        "goes at its start, not an hour later: it may be started anew every hour", .timeLimit(.minutes(10)))
    func start() async throws {
        let place = try await TemporaryNewsroom(readers: 2)
        let mailing = try await place.publish()
        #expect(try await place.newsroom.context.mailings.cancel(mailing))
        let database = place.directory.appending(path: "daybreak.db").path
        let sqlite = try Process.run(
            URL(filePath: "/usr/bin/sqlite3"), arguments: [database, "UPDATE mailing SET finished_at = 1"])
        sqlite.waitUntilExit()
        try #require(sqlite.terminationStatus == 0)
        let file = place.directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
        try (yaml + "retention: { deliveries: 1d }\n").write(to: file, atomically: true, encoding: .utf8)

        let (lines, said) = AsyncStream.makeStream(of: String.self)
        let logger = Logger(label: "test") { _ in Listener(said: said) }
        let service = PruningService(
            ServedNewsroom(try Newsroom(at: place.directory)), logger: logger)
        let services = ServiceGroup(
            services: [service], gracefulShutdownSignals: [],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            var heard = lines.makeAsyncIterator()
            #expect(await heard.next() == "dropped 0 requests, 2 deliveries, 0 consent events, 0 pictures")
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        var rows = 0
        try await place.newsroom.context.mailings.deliveries(of: mailing) { _ in rows += 1 }
        #expect(rows == 0)
    }
}
