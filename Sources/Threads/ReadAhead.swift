// SPDX-License-Identifier: Apache-2.0

/// Reads on a thread of its own while what was read is worked on. A few batches ahead, so that memory is bounded.
///
/// `@unchecked Sendable`: everything that changes does so under `condition`, but for `current`, which belongs to the one thread
/// that takes; `read` is called on the thread alone.
public final class ReadAhead<Element: Sendable>: @unchecked Sendable {
    private let condition = Condition()
    private var batches: [[Element]] = []
    private var current: ArraySlice<Element> = []
    private var failure: (any Error)?
    private var isAtEnd = false
    private var isStopped = false

    private static var batchSize: Int { 128 }
    private static var mostBatches: Int { 4 }

    /// Begins to read.
    /// - Parameter read: gives the next element; nil at the end.
    public init(_ read: @escaping @Sendable () throws -> Element?) {
        OwnThread.start { self.fill(read) }
    }

    private func fill(_ read: () throws -> Element?) {
        do {
            while let batch = try Self.batch(read) {
                guard put(batch) else { return }
            }
            finish(nil)
        } catch {
            finish(error)
        }
    }

    private static func batch(_ read: () throws -> Element?) throws -> [Element]? {
        var batch: [Element] = []
        batch.reserveCapacity(batchSize)
        while batch.count < batchSize, let element = try read() { batch.append(element) }
        return batch.isEmpty ? nil : batch
    }

    /// False when nobody wants more.
    private func put(_ batch: [Element]) -> Bool {
        condition.withLock {
            while batches.count >= Self.mostBatches, !isStopped { condition.wait() }
            batches.append(batch)
            condition.broadcast()
            return !isStopped
        }
    }

    private func finish(_ error: (any Error)?) {
        condition.withLock {
            (failure, isAtEnd) = (error, true)
            condition.broadcast()
        }
    }

    /// The next element; nil at the end. Called on one thread at a time.
    /// - Throws: what `read` threw; what it gave just before may be lost with it.
    public func next() throws -> Element? {
        if let element = current.popFirst() { return element }
        current = try condition.withLock {
            while batches.isEmpty, !isAtEnd { condition.wait() }
            if batches.isEmpty, let failure { throw failure }
            condition.broadcast()
            return batches.isEmpty ? [] : batches.removeFirst()[...]
        }
        return current.popFirst()
    }

    /// Ends the thread.
    public func stop() {
        condition.withLock {
            isStopped = true
            condition.broadcast()
        }
    }
}
