// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Contexts of libcrypto, prepared once and lent to one caller at a time: preparing one can cost more than using it.
final class ContextPool: Sendable {
    /// `@unchecked Sendable`: touched only by who took it out of `idle`.
    private struct Context: @unchecked Sendable {
        let handle: OpaquePointer
    }

    private let free: @Sendable (OpaquePointer) -> Void
    private let idle = Mutex<[Context]>([])

    init(free: @escaping @Sendable (OpaquePointer) -> Void) { self.free = free }

    deinit { idle.withLock { for context in $0 { free(context.handle) } } }

    /// Lends a context that is idle, or a new one. Called on many threads.
    func lend<Result, Fault>(
        orNew prepare: () throws(Fault) -> OpaquePointer, to user: (OpaquePointer) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let used = idle.withLock { $0.popLast() }
        let context = if let used { used } else { Context(handle: try prepare()) }
        defer { idle.withLock { $0.append(context) } }
        return try user(context.handle)
    }
}
