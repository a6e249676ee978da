// SPDX-License-Identifier: Apache-2.0
public import Sender
import Synchronization
public import Threads

/// Time that passes only when nothing is left to do: every task of a run goes on the one thread that calls `run`, in the order
/// in which they became ready, and when all of them wait, the clock jumps to the end of the shortest wait.
public final class VirtualTime: SocketExecutor, ConnectionExecutors {
    /// Everything waits, and nothing that could end it is of this time.
    public struct Stalled: Error {}

    private struct Sleeper {
        let number: Int
        let end: ContinuousClock.Instant
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = ContinuousClock.now
        var jobs: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var lastSleeper = 0
        /// Sleepers that were cancelled before they slept.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())
    private let pass: @Sendable (Duration) -> Void

    /// - Parameter pass: told of time that passes, for clocks that go with this one.
    public init(pass: @escaping @Sendable (Duration) -> Void = { _ in }) { self.pass = pass }

    /// What time it is.
    public var now: ContinuousClock.Instant { state.withLock { $0.now } }

    /// A clock that goes by it.
    public var clock: SendClock { SendClock(now: { self.now }, sleep: { await self.sleep($0) }) }

    /// Those of a loop that goes by this time.
    public var settings: SendLoop.Settings {
        var settings = SendLoop.Settings()
        settings.clock = clock
        settings.chance = { 0.5 }
        settings.executors = { _ in self }
        return settings
    }

    /// Runs a task, and all that it starts, to its end.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        Task(executorPreference: self) {
            do {
                let value = try await body()
                result.withLock { $0 = .success(value) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
        while true {
            if let result = result.withLock({ $0 }) { return try result.get() }
            if let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if !jump() {
                throw Stalled()
            }
        }
    }

    /// Lets the shortest wait end; false when nobody waits.
    private func jump() -> Bool {
        let next = state.withLock { state -> (sleeper: Sleeper, passed: Duration)? in
            guard
                let index = state.sleepers.indices.min(by: {
                    let (one, other) = (state.sleepers[$0], state.sleepers[$1])
                    return (one.end, one.number) < (other.end, other.number)
                })
            else { return nil }
            let sleeper = state.sleepers.remove(at: index)
            let passed = max(.zero, sleeper.end - state.now)
            state.now += passed
            return (sleeper, passed)
        }
        guard let next else { return false }
        if next.passed > .zero { pass(next.passed) }
        next.sleeper.continuation.resume()
        return true
    }

    /// Waits for some time, or until the task is cancelled.
    public func sleep(_ time: Duration) async {
        let number = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.sleepers.append(
                        Sleeper(number: number, end: state.now + time, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume()
        }
    }

    /// Puts a job behind the others; see `TaskExecutor`.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Lets the whole limit pass: nothing here has a socket.
    public func wait(for events: Int32, on socket: Int32, within limit: Duration) async -> Int16 {
        await sleep(limit)
        return 0
    }

    /// This one.
    public func connecting(_ connection: Int) -> any TaskExecutor { self }

    /// This one.
    public func carrying(_ connection: Int) -> any SocketExecutor { self }

    /// Nothing has to end.
    public func stop() {}
}
