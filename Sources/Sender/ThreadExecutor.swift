import Glibc

/// A thread of its own for one task that blocks, so that the cooperative pool never does.
///
/// `@unchecked Sendable`: every stored property but `condition` and `lock` is touched only while `lock` is
/// held, and those two are pthread objects made for sharing, at addresses that stay put.
package final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isClosed = false

    package init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// Starts the thread. It keeps the executor alive until `close`.
    package func start() {
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

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(lock)
        jobs.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    /// Ends the thread once it has nothing left to run.
    package func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    /// `SCHED_BATCH` of sched(7), which Glibc's module does not have.
    private static let batch: Int32 = 3

    private func run() {
        // A thread that an answer wakes does not take the processor from the one that works: fewer switches, more mail.
        // A system that does not know this goes on as it was.
        var none = sched_param()
        _ = sched_setscheduler(0, Self.batch, &none)
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while jobs.isEmpty {
            if isClosed { return nil }
            pthread_cond_wait(condition, lock)
        }
        return jobs.removeFirst()
    }
}
