// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Subscribers

extension KeyDesk {
    /// Signs links with a new key from now on; links signed before stay good.
    /// - Returns: its number.
    public func rotateTokenKey() async throws -> Int { try await tokenKeys.rotate() }

    /// Retires a key: every link that it signed stops working.
    /// - Returns: false when there is none of that number.
    public func retireTokenKey(_ number: Int) async throws -> Bool { try await tokenKeys.retire(number) }

    /// The numbers of the keys that are believed, the one that signs first.
    public func tokenKeyNumbers() async throws -> [Int] {
        try await tokenKeys.keys().numbers.map { Int($0) }
    }
}
