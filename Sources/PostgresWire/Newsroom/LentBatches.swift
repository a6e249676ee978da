// SPDX-License-Identifier: Apache-2.0
import Sender

/// Deliveries that are lent, made into batches as they come.
struct LentBatches {
    let mailing: Int64
    let size: Int
    /// The number of the last batch.
    var last: Int64
    /// The last of the newsroom's stops, which what is lent now knows of.
    let knownStop: Int64
    /// A row of `wire.batch` for each batch.
    private(set) var rows: [[PostgresValue]] = []

    private var open: [LentDelivery] = []
    private var kind: (state: DeliveryState, isDoubtful: Bool, due: Int64)?

    init(mailing: Int64, size: Int, last: Int64, knownStop: Int64) {
        (self.mailing, self.size, self.last, self.knownStop) = (mailing, size, last, knownStop)
    }

    /// Adds a delivery.
    /// - Returns: the body of a batch that is complete because of it.
    mutating func add(_ delivery: LentDelivery, _ state: DeliveryState, _ due: Int64) -> [PostgresValue]? {
        var body: [PostgresValue]?
        let next = (state, delivery.doubts > 0, due)
        if open.count == size || kind.map({ $0 != next }) == true { body = close() }
        kind = next
        open.append(delivery)
        open[open.count - 1].knownStop = knownStop
        return body
    }

    /// Completes the last batch.
    /// - Returns: its row of `wire.body`; nil when there is none.
    mutating func close() -> [PostgresValue]? {
        guard let kind, !open.isEmpty else { return nil }
        last += 1
        rows.append([
            .integer(mailing), .integer(last), .integer(Int64(kind.state.rawValue)), .truth(kind.isDoubtful),
            .integer(Int64(open.count)), .integer(kind.due),
        ])
        defer { open.removeAll(keepingCapacity: true) }
        return [.integer(mailing), .integer(last), .bytes(LentDelivery.packed(open))]
    }
}
