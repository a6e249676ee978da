// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import SQLiteStore

/// Databases by the machine's clock and chance, where a test asks for none of its own.
extension NewsroomDatabase {
    static func create(at path: String) throws {
        try create(at: path, now: machineNow, random: machineRandom)
    }

    convenience init(opening path: String) throws {
        try self.init(opening: path, now: Self.machineNow, random: Self.machineRandom)
    }

    static func restore(_ copy: String, to path: String) async throws -> Restoration {
        try await restore(copy, to: path, now: machineNow, random: machineRandom)
    }

    private static let machineNow: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    private static let machineRandom: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
}

extension DraftFile {
    convenience init(of target: String, besides database: String) throws {
        try self.init(of: target, besides: database, key: String(UInt64.random(in: .min ... .max), radix: 36))
    }
}
