// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// PostgreSQL as the newsroom uses it: see `WireSession`. Its calls wait for PostgreSQL, and so are made on threads that may block.
public final class NewsroomWire: Sendable {
    private let session: Mutex<WireSession>

    /// Connects, and makes the tables where there are none.
    /// - Parameter key: the newsroom's; nil for who changes nothing.
    /// - Throws: `WireFault.otherNewsroom`.
    public init(_ address: String, for key: [UInt8]?) throws {
        let session = try WireSession(address)
        if let key { try session.require(key) }
        self.session = Mutex(session)
    }

    /// Does something in the newsroom's session; one thread at a time.
    public func use<Value: Sendable>(_ body: (inout WireSession) throws -> Value) throws -> Value {
        try session.withLock { session in try body(&session) }
    }
}
