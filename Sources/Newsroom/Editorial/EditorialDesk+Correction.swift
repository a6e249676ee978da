// SPDX-License-Identifier: Apache-2.0
public import Composer
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// A draft that corrects an edition which went out: the same, as it stands now, of today, and saying of which.
    public func correction(of id: EditionID) async throws -> EditionDraft {
        let edition = try await edition(id)
        guard try await mailings.all().contains(where: { $0.edition == id && $0.publishedAt != nil }) else {
            throw EditorialFault.notOut(id)
        }
        let words = try publications.publication(edition.publication).words
        var draft = EditionDraft(edition)
        draft.date = nil
        draft.extras.corrects = edition.number
        draft.subject = words.filled("correction", ["number": "\(edition.number)"]) + ": \(edition.subject)"
        return draft
    }
}
