// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing
import Threads

@Suite("A thread of its own")
struct ThreadExecutorTests {
    /// Both ends of a connection, closed with it.
    private final class Pair: Sendable {
        let near: Int32
        let far: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            (near, far) = (ends[0], ends[1])
        }

        deinit {
            close(near)
            close(far)
        }
    }

    /// Gives a thread that is started, and ends it.
    private func withExecutor(_ body: (ThreadExecutor) async throws -> Void) async rethrows {
        let executor = ThreadExecutor(forWaiting: true)
        executor.start()
        defer { executor.stop() }
        try await body(executor)
    }

    /// Begins to wait for the near end of a connection, for a time no test should take.
    private func wait(
        for events: Int32, on pair: Pair, _ executor: ThreadExecutor, within limit: Duration = .seconds(600)
    ) -> Task<Int16, Never> {
        Task(executorPreference: executor) {
            await executor.wait(for: events, on: pair.near, within: limit)
        }
    }

    @Test("lets many tasks wait for their sockets at once, and each go on when its own is ready")
    func many() async throws {
        try await withExecutor { executor in
            let pairs = try (0..<50).map { _ in try Pair() }
            let waits = pairs.map { wait(for: POLLIN, on: $0, executor) }
            for (pair, wait) in zip(pairs, waits).reversed() {
                try #require(write(pair.far, "x", 1) == 1)
                #expect(await wait.value == Int16(POLLIN))
            }
        }
    }

    @Test("ends a wait when its time is over, whatever else goes on")
    func timeOver() async throws {
        try await withExecutor { executor in
            let (silent, ready) = (try Pair(), try Pair())
            let late = wait(for: POLLIN, on: silent, executor, within: .milliseconds(50))
            let soon = wait(for: POLLOUT, on: ready, executor)
            #expect(await late.value == 0)
            #expect(await soon.value == Int16(POLLOUT))
        }
    }

    @Test("tells that the other end is gone")
    func hangUp() async throws {
        try await withExecutor { executor in
            let pair = try Pair()
            let waiting = wait(for: POLLIN, on: pair, executor)
            shutdown(pair.far, Int32(SHUT_RDWR))
            #expect(await waiting.value & Int16(POLLHUP) != 0)
        }
    }

    @Test("runs what is to be run while nothing is ready")
    func jobs() async throws {
        try await withExecutor { executor in
            let pair = try Pair()
            let waiting = wait(for: POLLIN, on: pair, executor)
            for number in 0..<20 {
                #expect(await Task(executorPreference: executor) { number }.value == number)
            }
            try #require(write(pair.far, "x", 1) == 1)
            #expect(await waiting.value == Int16(POLLIN))
        }
    }
}
