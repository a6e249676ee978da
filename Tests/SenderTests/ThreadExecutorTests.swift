import Glibc
import Testing

@testable import Sender

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

    private func started() -> ThreadExecutor {
        let executor = ThreadExecutor(forWaiting: true)
        executor.start()
        return executor
    }

    @Test("lets many tasks wait for their sockets at once, and each go on when its own is ready")
    func many() async throws {
        let executor = started()
        defer { executor.stop() }
        let pairs = try (0..<50).map { _ in try Pair() }
        let heard = try await withThrowingTaskGroup(of: Int16.self) { group in
            for pair in pairs {
                group.addTask(executorPreference: executor) {
                    await executor.wait(for: POLLIN, on: pair.near, until: .now + .seconds(600))
                }
            }
            for pair in pairs.reversed() { try #require(write(pair.far, "x", 1) == 1) }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(heard == [Int16](repeating: Int16(POLLIN), count: 50))
    }

    @Test("ends a wait when its time is over, whatever else goes on")
    func timeOver() async throws {
        let executor = started()
        defer { executor.stop() }
        let (silent, ready) = (try Pair(), try Pair())
        async let late = Task(executorPreference: executor) {
            await executor.wait(for: POLLIN, on: silent.near, until: .now + .milliseconds(50))
        }.value
        async let soon = Task(executorPreference: executor) {
            await executor.wait(for: POLLOUT, on: ready.near, until: .now + .seconds(600))
        }.value
        #expect(await late == 0)
        #expect(await soon == Int16(POLLOUT))
    }

    @Test("tells that the other end is gone")
    func hangUp() async throws {
        let executor = started()
        defer { executor.stop() }
        let pair = try Pair()
        let waiting = Task(executorPreference: executor) {
            await executor.wait(for: POLLIN, on: pair.near, until: .now + .seconds(600))
        }
        shutdown(pair.far, Int32(SHUT_RDWR))
        #expect(await waiting.value & Int16(POLLHUP) != 0)
    }

    @Test("runs what is to be run while nothing is ready")
    func jobs() async throws {
        let executor = started()
        defer { executor.stop() }
        let pair = try Pair()
        let waiting = Task(executorPreference: executor) {
            await executor.wait(for: POLLIN, on: pair.near, until: .now + .seconds(600))
        }
        for number in 0..<20 {
            #expect(await Task(executorPreference: executor) { number }.value == number)
        }
        try #require(write(pair.far, "x", 1) == 1)
        #expect(await waiting.value == Int16(POLLIN))
    }
}
