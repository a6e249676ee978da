// SPDX-License-Identifier: Apache-2.0
import Sender

/// A batch that a worker holds.
struct HeldBatch: Sendable {
    /// Names a batch.
    struct Key: Hashable, Sendable {
        let mailing: Int64
        let batch: Int64
    }

    /// Where one of its deliveries stands.
    enum Standing: UInt8, Sendable {
        /// Held, and not yet handed to the send loop.
        case reserved
        /// Handed to the send loop, and nothing on the wire.
        case inHand
        case inFlight
        case settled
    }

    /// What became of deliveries that are settled.
    struct Counts: Hashable, Sendable {
        var accepted: Int64 = 0
        var failed: Int64 = 0
        var uncertain: Int64 = 0
        var suppressed: Int64 = 0
        var cancelled: Int64 = 0
        /// Those that wait in another batch.
        var moved: Int64 = 0
    }

    let key: Key
    /// That of its deliveries while they wait.
    let state: DeliveryState
    let isDoubtful: Bool
    /// When it was due, milliseconds since 1970.
    let due: Int64
    let rows: [LentDelivery]
    var standings: [Standing]
    var counts: Counts

    /// Whether the send loop has anything of it.
    var isInUse: Bool { standings.contains { $0 == .inHand || $0 == .inFlight } }

    var isSettled: Bool { standings.allSatisfy { $0 == .settled } }

    /// How many stand so.
    func count(_ standing: Standing) -> Int { standings.count { $0 == standing } }

    /// The marks of those that stand so.
    func marks(_ standing: Standing) -> Marks {
        var marks = Marks(count: standings.count)
        for index in standings.indices where standings[index] == standing { marks[index] = true }
        return marks
    }
}

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
