// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sender

@Suite("Connections by connectionCount")
struct ConnectionCountTests {
    @Test("grow with success, up to the relay's limit")
    func grows() {
        var connectionCount = ConnectionCount(limit: 20)
        #expect(connectionCount.allowed == 5)
        for _ in 0..<6 { connectionCount.succeeded() }
        #expect(connectionCount.allowed == 6)
        for _ in 0..<1_000 { connectionCount.succeeded() }
        #expect(connectionCount.allowed == 20)
    }

    @Test("shrink when the relay throttles, to one at the least, and come back")
    func shrinks() {
        var connectionCount = ConnectionCount(limit: 10)
        for _ in 0..<100 { connectionCount.succeeded() }
        for _ in 0..<11 { connectionCount.throttled() }
        #expect(connectionCount.allowed == 8)
        for _ in 0..<1_000 { connectionCount.throttled() }
        #expect(connectionCount.allowed == 1)
        for _ in 0..<100 { connectionCount.succeeded() }
        #expect(connectionCount.allowed == 10)
    }

    @Test("never pass a small limit")
    func small() {
        var connectionCount = ConnectionCount(limit: 2)
        #expect(connectionCount.allowed == 2)
        for _ in 0..<100 { connectionCount.succeeded() }
        #expect(connectionCount.allowed == 2)
    }
}
