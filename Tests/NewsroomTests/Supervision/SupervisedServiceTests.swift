// SPDX-License-Identifier: Apache-2.0
import Logging
import Sender
import ServiceLifecycle
import Synchronization
import Testing

@testable import Newsroom

@Suite("A supervised service")
struct SupervisedServiceTests {
    private enum Fault: Error { case some, last }

    /// Runs for some time each, then fails; with `last` when the times are over.
    private final class Failing: Service {
        let hands: TurnedClock
        private let runs: Mutex<[Duration]>

        init(_ hands: TurnedClock, after runs: [Duration]) {
            self.hands = hands
            self.runs = Mutex(runs)
        }

        func run() async throws {
            guard let time = runs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { throw Fault.last }
            hands.turn(by: time)
            // One that returns has failed as much as one that throws.
            if time != .seconds(2) { throw Fault.some }
        }
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("starts again after longer and longer pauses, and after a short one once it ran well")
    func pauses() async throws {
        let hands = TurnedClock()
        let told = Mutex<[ServiceFailure]>([])
        let short = [Duration](repeating: .zero, count: 8)
        let service = SupervisedService(
            Failing(hands, after: short + [.seconds(300), .seconds(2)]), named: "sending",
            by: hands.clock.steady, endsProcess: { ($0 as? Fault) == .last },
            alarm: { failure in told.withLock { $0.append(failure) } }, logger: quiet)
        await #expect(throws: Fault.last) { try await service.run() }
        let failures = told.withLock(\.self)
        #expect(
            failures.map(\.pause) == [1, 2, 4, 8, 16, 32, 60, 60, 1, 2].map { Duration.seconds($0) })
        #expect(failures.map(\.restarts) == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2])
        #expect(failures.allSatisfy { $0.service == "sending" })
        #expect(failures.map(\.reason).suffix(2) == ["some", "it ended by itself"])
    }

    /// Fails once, and then runs until it is shut down.
    private final class Recovering: Service {
        private let failed = Mutex(false)
        let onStart: @Sendable () -> Void

        init(_ onStart: @escaping @Sendable () -> Void) { self.onStart = onStart }

        func run() async throws {
            let isFirst = failed.withLock { failed in
                defer { failed = true }
                return !failed
            }
            if isFirst { throw Fault.some }
            onStart()
            try await gracefulShutdown()
        }
    }

    @Test("ends when it is shut down, and takes no other service with it", .timeLimit(.minutes(10)))
    func shutdown() async throws {
        let hands = TurnedClock()
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let services = ServiceGroup(
            services: ["one", "two"].map { name in
                SupervisedService(
                    Recovering { started.yield() }, named: name, by: hands.clock.steady, logger: quiet)
            }, gracefulShutdownSignals: [], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            var starts = starts.makeAsyncIterator()
            for _ in 0..<2 { await starts.next() }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
