// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Readers of lent mailings who may not be mailed any more or have changed, as far as a worker knows.
struct Stops: Sendable {
    struct Stop: Sendable {
        let seq: Int64
        /// The delivery as it is now; nil for a reader who may not be mailed.
        let delivery: LentDelivery?
    }

    /// The last that is known.
    private(set) var last: Int64 = 0
    private var stops: [Int64: [Int64: Stop]] = [:]

    /// What a delivery's values do not know of; nil when they are as the newsroom has them.
    func stop(_ delivery: LentDelivery, of mailing: Int64) -> Stop? {
        guard let stop = stops[mailing]?[delivery.reader.id.rawValue], stop.seq > delivery.knownStop else {
            return nil
        }
        // A repeat goes out as its first copy did, whatever has changed since.
        return stop.delivery != nil && delivery.doubts > 0 ? nil : stop
    }

    /// Those beyond the last that is known.
    var statement: PostgresConnection.Statement {
        .init(
            "SELECT seq, mailing, subscriber, delivery FROM wire.stop WHERE seq > $1 ORDER BY seq",
            .integer(last))
    }

    /// Takes what `statement` returned, and forgets mailings that are over.
    mutating func take(_ answer: PostgresAnswer, mailings: some Sequence<Int64>) throws(PostgresFault) {
        for row in 0..<answer.count {
            let seq = answer.integer(row, 0)
            let delivery = answer.isNull(row, 3) ? nil : try LentDelivery.unpacked(answer.bytes(row, 3)).first
            stops[answer.integer(row, 1), default: [:]][answer.integer(row, 2)] = Stop(
                seq: seq, delivery: delivery)
            last = seq
        }
        if !stops.isEmpty {
            let known = Set(mailings)
            stops = stops.filter { known.contains($0.key) }
        }
    }
}
