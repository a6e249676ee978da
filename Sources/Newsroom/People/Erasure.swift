// SPDX-License-Identifier: Apache-2.0
import Foundation
public import MailFormat
import PostgresWire
import SQLiteStore
public import Subscribers

/// The traces of a person after they were erased.
public struct Erasure: Sendable {
    /// The hash that stays suppressed.
    public let hash: AddressHash
    /// The database's files and how often an address of theirs stands in them.
    public let traces: [(file: String, found: Int)]

    /// The backups in the newsroom's directory of them that still hold an address of theirs.
    public let backups: [String]

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
            // Noted first: whoever is killed in between is erased by the next call.
            for known in addresses { try note(erased: known) }
            // PostgreSQL first: who is forgotten here cannot be found there any more.
            if let queue = configuration.queue {
                try NewsroomWire(queue, for: try await lending.newsroomKey()).use { try $0.erase(person.id) }
            }
            try await subscribers.forget(person.id, suppressing: .erased)
        } else if try await subscribers.suppression(of: address) == nil {
            _ = try await subscriber(address)
        } else {
            try note(erased: address.key)
        }
        let traces = try await subscribers.eraseTraces(of: Array(Set(addresses)))
        return Erasure(
            hash: AddressHash(address), traces: traces, backups: try backups(that: Array(Set(addresses))))
    }

    private func note(erased address: String) throws {
        guard let known = try? EmailAddress(address) else { return }
        try ErasureNotes(in: configuration.backupDirectory(in: directory)).note(
            AddressHash(known), at: clock.now)
    }

    /// The backups that hold one of some addresses.
    private func backups(that hold: [String]) throws -> [String] {
        let files = ErasureNotes(in: configuration.backupDirectory(in: directory)).backups
        return try subscribers.traces(of: hold, in: files).filter { $0.found > 0 }.map(\.file)
    }
}
