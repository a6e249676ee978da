// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// Every edition, the latest first.
    public func allEditions() async throws -> [(id: EditionID, edition: Edition)] { try await editions.all() }

    /// An edition that must be there.
    public func edition(_ id: EditionID) async throws -> Edition {
        guard let edition = try await editions.edition(id) else {
            throw EditorialFault.noSuchEdition(id)
        }
        return edition
    }

    /// An edition that must be there, and the number of its latest revision.
    public func latest(_ id: EditionID) async throws -> (edition: Edition, revision: Int) {
        guard let found = try await editions.latest(id) else {
            throw EditorialFault.noSuchEdition(id)
        }
        return found
    }

    /// An edition as one of its revisions was.
    public func edition(_ id: EditionID, revision: Int) async throws -> Edition {
        _ = try await edition(id)
        guard let found = try await editions.edition(id, revision: revision) else {
            throw EditorialFault.noSuchRevision(id, revision)
        }
        return found
    }

    /// Keeps a new edition; what the draft leaves open is filled in: today's date, the lead's headline as subject, a
    /// proposed preheader, related articles of the archive, the next number.
    /// - Parameters:
    ///   - name: of its publication; nil for the newsroom's own.
    ///   - occurrence: the number of the occurrence that it is made for; nil for none.
    public func add(
        _ draft: EditionDraft, to name: String? = nil, by author: Author = .loginName,
        for occurrence: Int64? = nil
    ) async throws -> (EditionID, Edition) {
        let publication = name ?? configuration.publication
        try publications.require(publication)
        let trial = try await completed(draft, number: 1, of: publication)
        try await check(trial)
        let first = try publications.publication(publication).firstNumber
        return try await editions.add(to: publication, from: first, by: author, for: occurrence) {
            number in
            var edition = trial
            edition.number = number
            return edition
        }
    }

    /// Removes an edition that no mailing carries.
    public func remove(_ id: EditionID) async throws -> Edition {
        let edition = try await edition(id)
        guard try await editions.remove(id) else {
            try await checkIsOpen(id)
            let carrying = try await mailings.byEdition()[id] ?? []
            throw EditorialFault.carried(id, by: carrying.filter { !$0.isOver }.map(\.id))
        }
        try? FileManager.default.removeItem(at: draftFile(of: id))
        return edition
    }

    /// Refuses an edition that readers have.
    public func checkIsOpen(_ id: EditionID) async throws {
        if try await mailings.byEdition()[id]?.contains(where: \.isOver) == true {
            throw EditorialFault.wentOut(id)
        }
    }

    /// The mailings of an edition that are going out.
    public func goingOut(_ id: EditionID) async throws -> [MailingID] {
        try await mailings.byEdition()[id, default: []].filter(\.isGoingOut).map(\.id)
    }

    /// A time at which an editor wants an edition to go out.
    /// - Parameter zone: whose clock; nil for that of the edition's publication.
    public func time(_ text: String, in zone: String?, for edition: EditionID) async throws -> LocalTime {
        if let zone { return try LocalTime(text, in: zone, now: clock.now) }
        let own = try await self.edition(edition).publication
        guard let zone = try publications.themed(own).0.zone else {
            throw EditorialFault.noZone(time: text)
        }
        return try LocalTime(text, in: zone, now: clock.now)
    }
}
