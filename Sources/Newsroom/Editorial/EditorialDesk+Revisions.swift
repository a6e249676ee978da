// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// What was done to an edition that must be there, oldest first.
    public func history(of id: EditionID) async throws -> [Revision] {
        _ = try await edition(id)
        return try await editions.history(of: id)
    }

    /// Puts a draft in the place of an edition that has not gone out whole. What was changed since the revision that the
    /// draft was made from is kept, as long as the draft does not change the same.
    /// - Parameter text: the draft as it was written, which is kept in a file when it is refused.
    /// - Throws: `EditionOvertaken` when both changed the same.
    public func revise(
        _ id: EditionID, _ draft: EditionDraft, by author: Author = .loginName, text: String? = nil
    ) async throws -> Edition {
        for _ in 0..<Self.patience {
            let (kept, latest) = try await latest(id)
            let mine = try await completed(draft, number: kept.number, of: kept.publication)
            let base = draft.revision ?? latest
            var edition = mine
            if base != latest {
                do {
                    edition = try mine.merged(with: kept, since: try await self.edition(id, revision: base))
                } catch let conflict as EditionConflict {
                    throw try await refused(id, conflict, base, text ?? draft.yaml)
                }
            }
            if try await save(edition, as: id, over: kept, after: latest, by: author) { return edition }
        }
        throw EditorialFault.contested(id)
    }

    /// How often saving is tried again when somebody else saved meanwhile.
    static let patience = 10

    /// Saves an edition that has not gone out whole as a new revision, unless it is what is kept.
    /// - Returns: false when somebody else saved meanwhile.
    func save(
        _ edition: Edition, as id: EditionID, over kept: Edition, after latest: Int, by author: Author
    ) async throws -> Bool {
        try await check(edition)
        let changes = kept.changes(to: edition)
        if changes.isEmpty {
            try await checkIsOpen(id)
            return true
        }
        let saving = try await editions.replace(
            id, with: edition, after: latest, by: author, what: Revision.what(changes))
        switch saving {
        case .saved: return true
        case .wentOut: throw EditorialFault.wentOut(id)
        case .overtaken: return false
        }
    }

    private func refused(
        _ id: EditionID, _ conflict: EditionConflict, _ base: Int, _ text: String
    ) async throws -> any Error {
        let file = try keepRefused(text, of: id, base)
        let since = try await editions.history(of: id).filter { $0.number > base }
        let own = since.last { !Set($0.fields).isDisjoint(with: conflict.fields) }
        guard let last = own ?? since.last else { return conflict }
        return EditionOvertaken(edition: id, fields: conflict.fields, latest: last, file: file)
    }

    /// Keeps a refused text in a file beside the draft, and overwrites no earlier one.
    private func keepRefused(_ text: String, of id: EditionID, _ base: Int) throws -> URL {
        let name = "edition-\(id)-refused-\(base)"
        let file =
            sequence(first: 1) { $0 + 1 }.lazy
            .map { directory.appending(path: $0 == 1 ? "\(name).yaml" : "\(name)-\($0).yaml") }
            .first { !FileManager.default.fileExists(atPath: $0.path) }
        guard let file else { throw FileFault.noFreeName("\(name).yaml") }
        do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
            throw FileFault.unwritable(file.path, .init(error))
        }
        return file
    }

    /// Makes an edition what it was in an earlier revision, as a new revision.
    /// - Returns: the number of that.
    public func restore(
        _ id: EditionID, to revision: Int, by author: Author = .loginName
    ) async throws -> Int {
        let old = try await edition(id, revision: revision)
        let (_, latest) = try await latest(id)
        try await check(old)
        let saving = try await editions.replace(
            id, with: old, after: latest, by: author, what: "restored from revision \(revision)")
        switch saving {
        case .saved(let number): return number
        case .wentOut: throw EditorialFault.wentOut(id)
        case .overtaken:
            throw EditorialFault.savedMeanwhile(id)
        }
    }
}
