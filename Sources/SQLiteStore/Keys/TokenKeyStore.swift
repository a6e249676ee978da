// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
public import Subscribers

/// The keys that sign the links in readers' copies.
public struct TokenKeyStore: Sendable {
    private let database: NewsroomDatabase

    /// The keys of a database.
    public init(_ database: NewsroomDatabase) { self.database = database }

    /// The keys, the one that signs first; one is made when there is none.
    public func keys() async throws -> TokenKeys {
        if let keys = try await database.read({ try Self.keys($0) }) { return keys }
        let (now, secret) = (database.now(), newSecret())
        return try await database.write { db in
            if let keys = try Self.keys(db) { return keys }
            try Self.add(1, secret, now, db)
            return TokenKeys([(1, secret)])
        }
    }

    /// The keys and their secrets, the one that signs first.
    public func secrets() async throws -> [(number: UInt8, secret: [UInt8])] {
        _ = try await keys()
        return try await database.read { try Self.secrets($0) }
    }

    /// The number of the key that signs links, asked for at once. Zero when there is none yet.
    public func signingKey() throws -> Int { try database.readNow { try Self.signing($0) ?? 0 } }

    /// Makes a new key that signs from now on; links signed by the others stay good.
    /// - Returns: its number.
    /// - Throws: `StoreError.tooManyKeys` when every number is given to a key that is believed.
    public func rotate() async throws -> Int {
        _ = try await keys()
        let (now, secret) = (database.now(), newSecret())
        return try await database.write { db in
            let used = try Set(Int.fetchAll(db, sql: "SELECT number FROM token_key"))
            let latest = try Self.signing(db) ?? 0
            guard let free = (1...255).map({ (latest + $0) % 256 }).first(where: { !used.contains($0) })
            else {
                throw StoreError.tooManyKeys
            }
            let youngest = try Int64.fetchOne(db, sql: "SELECT max(created_at) FROM token_key") ?? 0
            // Several keys may be made within one millisecond, and the last of them has to sign.
            try Self.add(free, secret, max(now, youngest + 1), db)
            return free
        }
    }

    /// Believes a key no longer: every link it signed stops working. False when there is no such key.
    /// - Throws: `StoreError.signingKey` for the key that signs.
    public func retire(_ number: Int) async throws -> Bool {
        let signing = try await keys().numbers[0]
        guard number != Int(signing) else { throw StoreError.signingKey(number) }
        return try await database.write { db in
            try db.execute(sql: "DELETE FROM token_key WHERE number = ?", arguments: [number])
            return db.changesCount == 1
        }
    }

    private func newSecret() -> [UInt8] { database.random.bytes(TokenKeys.secretSize) }

    private static let latestFirst = "ORDER BY created_at DESC, number DESC"

    private static func signing(_ db: Database) throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT number FROM token_key \(latestFirst) LIMIT 1")
    }

    static func keys(_ db: Database) throws -> TokenKeys? {
        let stored = try secrets(db)
        return stored.isEmpty ? nil : TokenKeys(stored)
    }

    private static func secrets(_ db: Database) throws -> [(number: UInt8, secret: [UInt8])] {
        try Row.fetchAll(db, sql: "SELECT number, secret FROM token_key \(latestFirst)")
            .map { (number: $0[0] as UInt8, secret: [UInt8]($0[1] as Data)) }
    }

    private static func add(_ number: Int, _ secret: [UInt8], _ now: Int64, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO token_key (number, secret, created_at) VALUES (?, ?, ?)",
            arguments: [number, Data(secret), now])
    }
}
