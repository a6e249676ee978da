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

    /// What became of deliveries that are settled, but those that wait in another batch.
    struct Counts: Sendable {
        var accepted: Int64 = 0
        var failed: Int64 = 0
        var uncertain: Int64 = 0
        var suppressed: Int64 = 0
        var cancelled: Int64 = 0
    }

    let key: Key
    /// That of its deliveries while they wait.
    let state: DeliveryState
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
