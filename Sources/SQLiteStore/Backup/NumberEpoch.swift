// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Says where the numbers of people and mailings go on after a copy was put in place. None may be given twice, because links
/// carry them, and which were given since the copy was made is not known, or not all.
///
/// The epoch is the minute it happens in, counted from 2026, in 25 bits. A mailing's number has 28, a
/// reader's 35: as long as fewer than 8 mailings and 1024 readers a minute are made, no copy goes on below
/// what another one gave.
struct NumberEpoch {
    let lastMailing: Int64
    let lastReader: Int64

    /// 2026-01-01, seconds since 1970.
    private static let start: Int64 = 1_767_225_600
    private static let most: Int64 = 1 << 25 - 2
    private static let mailingBits = 3
    private static let readerBits = 10

    /// - Parameter now: milliseconds since 1970.
    init(at now: Int64) {
        let minute = min(max(0, (now / 1000 - Self.start) / 60), Self.most)
        lastMailing = minute << Self.mailingBits
        lastReader = minute << Self.readerBits
    }

    /// Numbers given from now on are above these, and above those that were given.
    func begin(_ db: Database) throws {
        try Self.raise(mailing: lastMailing, reader: lastReader, db)
    }

    static func raise(mailing: Int64, reader: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE newsroom SET last_mailing = max(last_mailing, ?)", arguments: [mailing])
        try db.execute(
            sql: """
                INSERT INTO sqlite_sequence (name, seq)
                SELECT 'subscriber', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'subscriber')
                """)
        try db.execute(
            sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'subscriber'", arguments: [reader]
        )
    }

    /// The number of the next mailing, in SQL.
    static let nextMailing =
        "(SELECT max(coalesce((SELECT max(id) FROM mailing), 0), (SELECT last_mailing FROM newsroom)) + 1)"
}
