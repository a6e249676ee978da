// SPDX-License-Identifier: Apache-2.0
import Sender

/// What a worker holds. A value, so that a transaction that fails changes nothing.
struct Holdings: Sendable {
    private(set) var batches: [HeldBatch.Key: HeldBatch] = [:]
    private var places: [Int64: (key: HeldBatch.Key, index: Int)] = [:]

    subscript(key: HeldBatch.Key) -> HeldBatch? { batches[key] }

    mutating func add(_ batch: HeldBatch) {
        batches[batch.key] = batch
        for (index, row) in batch.rows.enumerated() where batch.standings[index] != .settled {
            places[row.id] = (batch.key, index)
        }
    }

    mutating func remove(_ key: HeldBatch.Key) {
        guard let batch = batches.removeValue(forKey: key) else { return }
        for row in batch.rows where places[row.id]?.key == key { places[row.id] = nil }
    }

    /// Where a delivery is, and how it stands; nil when it is not held.
    func place(of delivery: Int64) -> (key: HeldBatch.Key, index: Int, standing: HeldBatch.Standing)? {
        guard let (key, index) = places[delivery], let batch = batches[key] else { return nil }
        return (key, index, batch.standings[index])
    }

    mutating func set(_ standing: HeldBatch.Standing, _ key: HeldBatch.Key, _ index: Int) {
        batches[key]?.standings[index] = standing
    }

    mutating func count(_ count: WritableKeyPath<HeldBatch.Counts, Int64>, _ key: HeldBatch.Key) {
        batches[key]?.counts[keyPath: count] += 1
    }
}
