import Glibc

/// A thread of its own: for a task that blocks, so that the cooperative pool never does, or for tasks that wait for sockets
/// together.
///
/// `@unchecked Sendable`: `jobs`, `isClosed` and `isPolling` are touched only while `lock` is held, which like `condition` is a
/// pthread object at an address that stays put; `sockets` and `waits` only on the thread itself; the others do not change.
public final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
    /// A task that waits for a socket.
    private struct Wait {
        let end: ContinuousClock.Instant
        let continuation: UnsafeContinuation<Int16, Never>
    }

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Two sockets through which a thread that waits for others is woken for a job.
    private let bell: (out: Int32, in: Int32)
    private var jobs: [UnownedJob] = []
    private var isClosed = false
    private var isPolling = false
    /// The bell, and the sockets of `waits` in the same order.
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
        bell = (ends[0], ends[1])
        sockets = [pollfd(fd: bell.out, events: Int16(POLLIN), revents: 0)]
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        if bell.out >= 0 {
            close(bell.out)
            close(bell.in)
        }
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// Starts the thread. It keeps the executor alive until `stop`.
    public func start() {
        let unmanaged = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<ThreadExecutor>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, unmanaged.toOpaque())
        precondition(status == 0, "the system gives no more threads")
        pthread_detach(thread)
    }

    /// See `TaskExecutor`.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(lock)
        jobs.append(job)
        wake()
        pthread_mutex_unlock(lock)
    }

    /// Ends the thread once it has nothing left to run and nobody waits.
    public func stop() {
        pthread_mutex_lock(lock)
        isClosed = true
        wake()
        pthread_mutex_unlock(lock)
    }

    /// Waits, while other tasks run. Only for a task that runs here, of an executor made for it.
    /// - Parameter events: of poll(2).
    /// - Returns: those that came, and errors; 0 when none came in time.
    public func wait(for events: Int32, on socket: Int32, until end: ContinuousClock.Instant) async -> Int16 {
        await withUnsafeContinuation { continuation in
            sockets.append(pollfd(fd: socket, events: Int16(events), revents: 0))
            waits.append(Wait(end: end, continuation: continuation))
        }
    }

    private func wake() {
        pthread_cond_signal(condition)
        guard isPolling else { return }
        isPolling = false
        var ring: UInt8 = 0
        write(bell.in, &ring, 1)
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
            pthread_mutex_lock(lock)
            while jobs.isEmpty, waits.isEmpty, !isClosed { pthread_cond_wait(condition, lock) }
            let isIdle = jobs.isEmpty
            isPolling = isIdle
            pthread_mutex_unlock(lock)
            if isIdle, waits.isEmpty { return }
            if !waits.isEmpty { look(untilSomethingComes: isIdle) }
            takeJobs(into: &taken)
            for job in taken { job.runSynchronously(on: asUnownedTaskExecutor()) }
            taken.removeAll(keepingCapacity: true)
        }
    }

    /// - Parameter taken: an empty array, whose memory serves the next ones.
    private func takeJobs(into taken: inout [UnownedJob]) {
        pthread_mutex_lock(lock)
        swap(&jobs, &taken)
        pthread_mutex_unlock(lock)
    }

    /// Lets the tasks go on whose sockets are ready or whose time is over.
    private func look(untilSomethingComes isIdle: Bool) {
        let isAnyReady = poll(&sockets, nfds_t(sockets.count), isIdle ? millisecondsLeft : 0) > 0
        pthread_mutex_lock(lock)
        isPolling = false
        pthread_mutex_unlock(lock)
        if isAnyReady, sockets[0].revents != 0 {
            var rung: UInt64 = 0
            read(bell.out, &rung, MemoryLayout.size(ofValue: rung))
        }
        let now = ContinuousClock.now
        // The last one takes the place of one that goes: from the end, it has been looked at.
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

    /// Until the first wait is over, but not more than an hour.
    private var millisecondsLeft: Int32 {
        let now = ContinuousClock.now
        let left = waits.reduce(.seconds(3600)) { min($0, $1.end - now) }
        return Int32(max(0, left / .milliseconds(1)).rounded(.up))
    }
}
