// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A thread that runs one function and ends with it.
enum OwnThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread. What `run` holds is held until it returns.
    static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        precondition(status == 0, "the system gives no more threads")
        pthread_detach(thread)
    }
}
