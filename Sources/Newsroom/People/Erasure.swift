// SPDX-License-Identifier: Apache-2.0
import Foundation
public import MailFormat
import SQLiteStore
public import Subscribers

/// The traces of a person after they were erased.
public struct Erasure: Sendable {
    /// The hash that stays suppressed.
    public let hash: AddressHash
    /// The database's files and how often an address of theirs stands in them.
    public let traces: [(file: String, found: Int)]

    /// How often an address of theirs is left.
    public var left: Int { traces.reduce(0) { $0 + $1.found } }
    /// The names of the files.
    public var searched: [String] { traces.map { URL(fileURLWithPath: $0.file).lastPathComponent } }
}

extension PeopleDesk {
    /// Erases a person, and proves it by searching the database's files. For somebody who is erased already it searches again.
    public func erase(_ address: EmailAddress) async throws -> Erasure {
        var addresses = [address.description, address.key]
        if try await subscribers.subscriber(address) != nil {
            let person = try await subscriber(address)
            addresses += try await subscribers.formerAddresses(of: person.id)
            try await subscribers.forget(person.id, suppressing: .erased)
        } else if try await subscribers.suppression(of: address) == nil {
            _ = try await subscriber(address)
        }
        let traces = try await subscribers.eraseTraces(of: Array(Set(addresses)))
        return Erasure(hash: AddressHash(address), traces: traces)
    }
}
