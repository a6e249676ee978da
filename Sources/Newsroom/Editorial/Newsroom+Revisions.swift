public import Composer
public import Foundation
import SQLiteStore
public import Sender

/// A text that cannot be saved because somebody else changed the same.
public struct EditionOvertaken: Error, Sendable, CustomStringConvertible {
    /// Which edition.
    public let edition: EditionID
    /// What both changed.
    public let fields: [String]
    /// The last change of these, and whose it was.
    public let latest: Revision
    /// Where the refused text is.
    public let file: URL

    /// What, where and what to do.
    public var description: String {
        let who = latest.author.isEmpty ? "somebody" : latest.author
        return
            "\(fields.joined(separator: ", ")) of edition \(edition) changed meanwhile (\(who), revision \(latest.number)): nothing is saved; your text is in \(file.path); “daybreak edition edit \(edition)” opens the edition as it is now"
    }
}

extension Newsroom {
    /// Whoever is logged in here.
    public static var loginName: Author {
        if let name = getlogin() { return Author(String(cString: name)) }
        if let user = getpwuid(getuid()) { return Author(String(cString: user.pointee.pw_name)) }
        return Author("user \(getuid())")
    }

    /// Puts a draft in the place of an edition that has not gone out whole. What was changed since the revision that the
    /// draft was made from is kept, as long as the draft does not change the same.
    /// - Parameter text: the draft as it was written, which is kept in a file when it is refused.
    /// - Throws: `EditionOvertaken` when both changed the same.
    public func revise(
        _ id: EditionID, _ draft: EditionDraft, by author: Author = Newsroom.loginName, text: String? = nil
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
            try await check(edition)
            let changes = kept.changes(to: edition)
            if changes.isEmpty {
                try await checkIsOpen(id)
                return kept
            }
            let saving = try await editions.replace(
                id, with: edition, after: latest, by: author, what: Revision.what(changes))
            switch saving {
            case .saved: return edition
            case .wentOut: throw Self.wentOut(id)
            case .overtaken: continue
            }
        }
        throw NewsroomError(.temporary, "edition \(id) is being changed by others again and again: try again")
    }

    /// How often somebody else may be faster.
    private static let patience = 10

    private func refused(
        _ id: EditionID, _ conflict: EditionConflict, _ base: Int, _ text: String
    ) async throws -> any Error {
        let file = try keepRefused(text, of: id, base)
        let since = try await editions.history(of: id).filter { $0.number > base }
        let own = since.last { !Set($0.fields).isDisjoint(with: conflict.fields) }
        guard let last = own ?? since.last else { return conflict }
        return EditionOvertaken(edition: id, fields: conflict.fields, latest: last, file: file)
    }

    /// Keeps a refused text beside the draft, over no other.
    private func keepRefused(_ text: String, of id: EditionID, _ base: Int) throws -> URL {
        let name = "edition-\(id)-refused-\(base)"
        let file =
            sequence(first: 1) { $0 + 1 }.lazy
            .map { directory.appending(path: $0 == 1 ? "\(name).yaml" : "\(name)-\($0).yaml") }
            .first { !FileManager.default.fileExists(atPath: $0.path) }
        guard let file else { throw NewsroomError(.io, "\(name).yaml cannot be written") }
        do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
            throw NewsroomError(.io, "\(file.path) cannot be written: \(Self.why(error))")
        }
        return file
    }

    /// An edition that must be there, and the number of its latest revision.
    public func latest(_ id: EditionID) async throws -> (edition: Edition, revision: Int) {
        guard let found = try await editions.latest(id) else {
            throw NewsroomError(
                .data, "there is no edition \(id): “daybreak edition list” names those there are")
        }
        return found
    }

    /// An edition as it was.
    public func edition(_ id: EditionID, revision: Int) async throws -> Edition {
        _ = try await edition(id)
        guard let found = try await editions.edition(id, revision: revision) else {
            throw NewsroomError(
                .data,
                "edition \(id) has no revision \(revision): “daybreak edition history \(id)” names those there are"
            )
        }
        return found
    }

    /// Makes an edition what it was, as a new revision.
    /// - Returns: the number of that.
    public func restore(
        _ id: EditionID, to revision: Int, by author: Author = Newsroom.loginName
    ) async throws -> Int {
        let old = try await edition(id, revision: revision)
        let (_, latest) = try await latest(id)
        try await check(old)
        let saving = try await editions.replace(
            id, with: old, after: latest, by: author, what: "restored from revision \(revision)")
        switch saving {
        case .saved(let number): return number
        case .wentOut: throw Self.wentOut(id)
        case .overtaken:
            throw NewsroomError(
                .temporary, "somebody saved edition \(id) at the same time: look, and try again")
        }
    }

    /// What was done to an article, oldest first.
    public func history(of slug: String) async throws -> [Revision] {
        let history = try await articles.history(of: slug)
        if history.isEmpty { _ = try await article(slug) }
        return history
    }

    /// Makes an article what it was, also one that was removed.
    public func restore(
        _ slug: String, to revision: Int, by author: Author = Newsroom.loginName
    ) async throws {
        guard let old = try await articles.article(slug, revision: revision) else {
            _ = try await history(of: slug)
            throw NewsroomError(
                .data,
                "“\(slug)” has no text as revision \(revision): “daybreak article history \(slug)” names those there are"
            )
        }
        try await articles.restore(old, from: revision, by: author)
    }
}
