// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore
public import Subscribers

extension PeopleDesk {
    /// An address, or what is wrong with it.
    public static func address(_ text: String) throws(PeopleFault) -> EmailAddress {
        do throws(InvalidAddress) { return try EmailAddress(text) } catch {
            throw PeopleFault.notAnAddress(text, error)
        }
    }

    /// Suppresses everybody in a file, in one transaction.
    /// - Parameter reason: for lines that give none.
    /// - Returns: how many are new, and how many lines there were.
    public func importSuppressions(_ path: String, because reason: String) async throws -> (
        added: Int, read: Int
    ) {
        let file = try SuppressionFile(path: path, reason: reason, now: clock.now)
        let added = try await subscribers.suppress { try file.next() }
        return (added, file.read)
    }

    /// Suppresses an address or a domain, so that it is never mailed.
    /// - Returns: false when they were suppressed already.
    public func suppress(
        _ subject: SuppressionSubject, because reason: String, evidence: Evidence
    ) async throws -> Bool {
        switch subject {
        case .address(let address):
            try await subscribers.suppress(address, because: reason, evidence: evidence)
        case .domain(let domain): try await subscribers.suppress(domain: domain, because: reason)
        }
    }

    /// Lets an address or a domain be mailed again.
    /// - Returns: false when they are not suppressed.
    public func release(_ subject: SuppressionSubject, evidence: Evidence) async throws -> Bool {
        switch subject {
        case .address(let address): try await subscribers.release(address, evidence: evidence)
        case .domain(let domain): try await subscribers.release(domain: domain)
        }
    }

    /// Why an address must not be mailed; nil when it may.
    public func suppression(of address: EmailAddress) async throws -> String? {
        try await subscribers.suppression(of: address)
    }

    /// Every suppression, one after the other.
    public func suppressions(_ body: (SuppressionEntry) throws -> Void) async throws {
        try await subscribers.suppressions(body)
    }
}
