// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import Sender

/// Readers who are to be forgotten.
extension WireSession {
    /// Erases a reader from everything that is lent: what waits for them is suppressed when its turn comes. The log of
    /// PostgreSQL keeps what it was told until it goes over its old files.
    public func erase(_ subscriber: SubscriberID) throws {
        let mailings = try connection.run("SELECT id FROM wire.mailing")
        for row in 0..<mailings.count { try erase(subscriber, from: mailings.integer(row, 0)) }
        let stops = try connection.run(
            "SELECT seq, delivery FROM wire.stop WHERE subscriber = $1 AND delivery IS NOT NULL",
            .integer(subscriber.rawValue))
        for row in 0..<stops.count {
            try connection.run(
                "UPDATE wire.stop SET delivery = $2 WHERE seq = $1", .integer(stops.integer(row, 0)),
                .bytes(try Self.without(subscriber, stops.bytes(row, 1)) ?? stops.bytes(row, 1)))
        }
        if stops.count > 0 { try connection.runScript("VACUUM wire.stop", within: Self.patience) }
    }

    private func erase(_ subscriber: SubscriberID, from mailing: Int64) throws {
        var (last, isFound) = (Int64.min, false)
        while true {
            let answer = try connection.run(
                """
                SELECT batch, deliveries FROM wire.body WHERE mailing = $1 AND batch > $2 ORDER BY batch LIMIT \(Self.portion)
                """, .integer(mailing), .integer(last))
            if answer.count == 0 { break }
            for row in 0..<answer.count {
                last = answer.integer(row, 0)
                guard let body = try Self.without(subscriber, answer.bytes(row, 1)) else { continue }
                isFound = true
                try connection.run(
                    "UPDATE wire.body SET deliveries = $3 WHERE mailing = $1 AND batch = $2",
                    .integer(mailing),
                    .integer(last), .bytes(body))
            }
        }
        // The row as it was before must not be kept either.
        if isFound { try connection.runScript("VACUUM wire.body_\(mailing)", within: Self.patience) }
    }

    /// How long to wait until a table is gone over.
    private static let patience: Duration = .seconds(600)
    /// Bodies that are looked at together.
    private static let portion = 100

    /// A body without a reader; nil when they are not in it.
    private static func without(_ subscriber: SubscriberID, _ body: [UInt8]) throws -> [UInt8]? {
        let deliveries = try LentDelivery.unpacked(body)
        guard deliveries.contains(where: { $0.reader.id == subscriber && !$0.isErased }) else { return nil }
        return LentDelivery.packed(deliveries.map { $0.reader.id == subscriber ? $0.erased : $0 })
    }
}
