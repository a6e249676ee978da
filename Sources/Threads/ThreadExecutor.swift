// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A thread of its own: for a task that blocks, so that the cooperative pool never does, or for tasks that wait for sockets
/// together.
///
/// | the thread | when | it goes on |
/// | --- | --- | --- |
/// | runs jobs | there are jobs | at once; sockets are looked at between two rounds |
/// | polls | no job, tasks wait for sockets | with a socket, at the end of a wait, or woken for a job |
/// | sleeps | no job, no wait | with a job or `stop` |
/// | ends | the same after `stop` | – |
///
/// Waits end by the system's clock, as poll(2) does.
///
/// `@unchecked Sendable`: `jobs`, `isClosed` and `isPolling` are touched only while the lock of `condition` is held; `sockets`
/// and `waits` only on the thread itself; the others do not change.
public final class ThreadExecutor: SocketExecutor, @unchecked Sendable {
    /// A task that waits for a socket.
    private struct Wait {
        let end: ContinuousClock.Instant
        let continuation: UnsafeContinuation<Int16, Never>
    }

    private let condition = Condition()
    /// A pair of sockets through which a thread that waits for sockets is woken for a job; -1 for a thread that waits for none.
    private let wakeUp: (receiver: Int32, sender: Int32)
    private var jobs: [UnownedJob] = []
    private var isClosed = false
    private var isPolling = false
    /// The sockets to poll: that of `wakeUp`, and behind it those of `waits` in the same order.
    private var sockets: [pollfd]
    private var waits: [Wait] = []

    /// A thread that is not started yet.
    /// - Parameter waits: whether its tasks may wait for sockets, for which it takes two file descriptors.
    public init(forWaiting waits: Bool = false) {
        var ends: [Int32] = [-1, -1]
        if waits {
            let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
            precondition(
                socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0, "the system gives no more file descriptors")
        }
        wakeUp = (ends[0], ends[1])
        sockets = [pollfd(fd: wakeUp.receiver, events: Int16(POLLIN), revents: 0)]
    }

    deinit {
        if wakeUp.receiver >= 0 {
            close(wakeUp.receiver)
            close(wakeUp.sender)
        }
    }

    /// Starts the thread. It keeps the executor alive until `stop`.
    public func start() { OwnThread.start { self.run() } }

    /// See `TaskExecutor`.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.withLock {
            jobs.append(job)
            wake()
        }
    }

    /// Ends the thread once it has nothing left to run and nobody waits.
    public func stop() {
        condition.withLock {
            isClosed = true
            wake()
        }
    }

    /// See `SocketExecutor`. Only of an executor made for it.
    public func wait(for events: Int32, on socket: Int32, within limit: Duration) async -> Int16 {
        let end = ContinuousClock.now + limit
        return await withUnsafeContinuation { continuation in
            sockets.append(pollfd(fd: socket, events: Int16(events), revents: 0))
            waits.append(Wait(end: end, continuation: continuation))
        }
    }

    /// Called while the lock is held.
    private func wake() {
        condition.signal()
        guard isPolling else { return }
        isPolling = false
        var byte: UInt8 = 0
        write(wakeUp.sender, &byte, 1)
    }

    /// `SCHED_BATCH` of sched(7), which Glibc's module does not have.
    private static let batch: Int32 = 3

    private func run() {
        // A thread that an answer wakes does not take the processor from the one that works: fewer switches, more mail.
        // A system that does not know this goes on as it was.
        var none = sched_param()
        _ = sched_setscheduler(0, Self.batch, &none)
        var taken: [UnownedJob] = []
        while true {
            let isIdle = condition.withLock {
                while jobs.isEmpty, waits.isEmpty, !isClosed { condition.wait() }
                isPolling = jobs.isEmpty
                return isPolling
            }
            if isIdle, waits.isEmpty { return }
            if !waits.isEmpty { look(untilSomethingComes: isIdle) }
            takeJobs(into: &taken)
            for job in taken { job.runSynchronously(on: asUnownedTaskExecutor()) }
            taken.removeAll(keepingCapacity: true)
        }
    }

    /// - Parameter taken: an empty array, whose memory serves the next ones.
    private func takeJobs(into taken: inout [UnownedJob]) {
        condition.withLock { swap(&jobs, &taken) }
    }

    /// Lets the tasks go on whose sockets are ready or whose time is over.
    private func look(untilSomethingComes isIdle: Bool) {
        let isAnyReady = poll(&sockets, nfds_t(sockets.count), isIdle ? millisecondsLeft : 0) > 0
        condition.withLock { isPolling = false }
        if isAnyReady, sockets[0].revents != 0 {
            var bytes: UInt64 = 0
            read(wakeUp.receiver, &bytes, MemoryLayout.size(ofValue: bytes))
        }
        let now = ContinuousClock.now
        // The last wait takes the place of one that is removed; since the loop goes from the end, it has been looked at.
        for index in waits.indices.reversed() {
            let events = isAnyReady ? sockets[index + 1].revents : 0
            guard events != 0 || waits[index].end <= now else { continue }
            let wait = waits[index]
            waits.swapAt(index, waits.count - 1)
            waits.removeLast()
            sockets.swapAt(index + 1, sockets.count - 1)
            sockets.removeLast()
            wait.continuation.resume(returning: events)
        }
    }

    /// The time until the first wait is over, but not more than an hour.
    private var millisecondsLeft: Int32 {
        let now = ContinuousClock.now
        let left = waits.reduce(.seconds(3600)) { min($0, $1.end - now) }
        return Int32(max(0, left / .milliseconds(1)).rounded(.up))
    }
}
