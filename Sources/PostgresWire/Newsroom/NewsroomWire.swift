// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// PostgreSQL as the newsroom uses it: see `WireSession`. Its calls wait for PostgreSQL, and so are made on threads that may block.
public final class NewsroomWire: Sendable {
    private let session: Mutex<WireSession>

    /// Connects, and makes the tables where there are none.
    public init(_ address: String) throws { session = Mutex(try WireSession(address)) }

    /// Does something in the newsroom's session; one thread at a time.
    public func use<Value: Sendable>(_ body: (inout WireSession) throws -> Value) throws -> Value {
        try session.withLock { session in try body(&session) }
    }
}
