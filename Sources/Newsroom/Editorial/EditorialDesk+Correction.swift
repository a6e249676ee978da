// SPDX-License-Identifier: Apache-2.0
public import Composer
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// A draft that corrects an edition which went out: the same, as it stands now, of today, and saying of which.
    public func correction(of id: EditionID) async throws -> EditionDraft {
        let edition = try await edition(id)
        guard try await mailings.byEdition()[id]?.contains(where: { $0.publishedAt != nil }) == true else {
            throw EditorialFault.notOut(id)
        }
        let words = try publications.publication(edition.publication).words
        func prefix(_ number: Int) -> String { words.filled("correction", ["number": "\(number)"]) + ": " }
        var draft = EditionDraft(edition)
        draft.date = nil
        draft.extras.corrects = edition.number
        // What a correction says of its own mistake is not the next one's.
        if edition.extras.corrects != nil { draft.introduction = "" }
        let former = edition.extras.corrects.map(prefix) ?? ""
        let subject =
            edition.subject.hasPrefix(former) ? edition.subject.dropFirst(former.count) : edition.subject[...]
        draft.subject = prefix(edition.number) + subject
        return draft
    }
}
