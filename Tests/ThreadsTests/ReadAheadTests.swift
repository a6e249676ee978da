// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import Threads

@Suite("Reading ahead")
struct ReadAheadTests {
    private struct Unreadable: Error {}

    /// Gives the numbers up to `last`, and then what `end` does.
    private static func numbers(
        to last: Int, end: @escaping @Sendable () throws -> Int? = { nil }
    ) -> @Sendable () throws -> Int? {
        let given = Mutex(0)
        return {
            let next = given.withLock { given -> Int? in
                guard given < last else { return nil }
                given += 1
                return given
            }
            return try next ?? end()
        }
    }

    @Test("gives everything in order, and then nil however often", arguments: [0, 1, 128, 10_000])
    func order(count: Int) throws {
        let ahead = ReadAhead(Self.numbers(to: count))
        var taken: [Int] = []
        while let number = try ahead.next() { taken.append(number) }
        #expect(taken == Array((1...10_000).prefix(count)))
        #expect(try ahead.next() == nil)
    }

    @Test("throws what reading threw")
    func fails() throws {
        let ahead = ReadAhead(Self.numbers(to: 300) { throw Unreadable() })
        #expect(throws: Unreadable.self) { while try ahead.next() != nil {} }
    }

    @Test("reads a few batches ahead and no further")
    func bounded() throws {
        let read = Mutex(0)
        let ahead = ReadAhead {
            read.withLock { read -> Int? in
                read += 1
                return read
            }
        }
        #expect(try ahead.next() == 1)
        ahead.stop()
        #expect(read.withLock(\.self) <= 128 * 8)
    }
}
